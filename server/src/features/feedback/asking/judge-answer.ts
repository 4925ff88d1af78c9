import { workingDaysAfter } from '../../../kernel/calendar-queries.ts'
import type { MemberActor } from '@desk/shared/identity/actor'
import { ANSWER_WORKING_DAYS } from '@desk/shared/feedback/feedback-flow'
import type { FeedbackView, VerdictBody } from '@desk/shared/feedback/feedback-schemas'
import { FeedbackChangedError } from '../feedback-errors.ts'
import { assignHandlers } from '../assign-handlers.ts'
import { countConfirmed, findAsker, saveVerdict } from '../model/asker-queries.ts'
import { commandFeedback, addTimelineEntry } from '../model/feedback-context.ts'
import type { FeedbackDeps } from '../model/feedback-deps.ts'
import { type FeedbackId, saveProblem } from '../model/feedback-queries.ts'
import { getFeedback } from './get-feedback.ts'

/**
 * Stores whether the answer solved the problem for the caller. The problem is confirmed once everybody says so; one
 * "not solved" reopens it for the person who answered it. A repeated verdict without words adds nothing: a card's button
 * may be handled twice.
 *
 * @throws FeedbackChangedError when there is another answer than the one that was judged
 */
export async function judgeAnswer(
  deps: FeedbackDeps,
  caller: MemberActor,
  { id, round, verdict, text }: VerdictBody & { id: FeedbackId },
): Promise<FeedbackView> {
  if (text === '' && (await hasGivenVerdict(deps, caller, { id, round, verdict }))) return getFeedback(deps, caller, id)
  await commandFeedback(deps, caller, { id, command: 'judge', version: null }, async (context) => {
    const { tx, problem, actor, now } = context
    if (round !== problem.round) throw new FeedbackChangedError('answer')
    await saveVerdict(tx, id, actor.userid, { verdict, verdictRound: round })
    const recorded = { details: { verdict, round } }
    if (verdict === 'solved') {
      const isConfirmed = (await countConfirmed(tx, id)) >= problem.people
      if (isConfirmed && problem.state !== 'confirmed') {
        await saveProblem(tx, problem, { state: 'confirmed' })
        await addTimelineEntry(context, 'confirmed')
      }
      await deps.emit(tx, 'workload.changed', { userids: [actor.userid], at: now })
      return recorded
    }
    const dueAt = await workingDaysAfter(deps, tx, now, ANSWER_WORKING_DAYS)
    const saved = await saveProblem(tx, problem, {
      state: 'forwarded',
      takerId: problem.answeredBy,
      dueAt,
      promisedOn: null,
      isLateReported: false,
    })
    await addTimelineEntry(context, 'reopened', text === '' ? null : text)
    await assignHandlers(deps, tx, saved, actor.userid)
    return recorded
  })
  return getFeedback(deps, caller, id)
}

/** Returns whether the caller has given this verdict about this answer before. */
async function hasGivenVerdict(
  deps: Pick<FeedbackDeps, 'db'>,
  caller: MemberActor,
  { id, round, verdict }: Omit<VerdictBody, 'text'> & { id: FeedbackId },
): Promise<boolean> {
  const own = await findAsker(deps.db, id, caller.userid)
  return own?.verdictRound === round && own.verdict === verdict
}
