import type { MemberActor } from '@desk/shared/identity/actor'
import { ANSWER_WORKING_DAYS, isJudgeable, TRIAGE_WORKING_DAYS } from '@desk/shared/feedback/feedback-flow'
import { FEEDBACK_TITLE_MAX } from '@desk/shared/feedback/feedback-limits'
import type { AskBody, FeedbackView } from '@desk/shared/feedback/feedback-schemas'
import { titleOf } from '@desk/shared/feedback/similar-feedback'
import { gramsOf } from '@desk/shared/groups/similar-names'
import { actorNow } from '../../../access/current-actor.ts'
import { nameKeysOf } from '../../../directory/name-search-keys.ts'
import { KeyReusedError, NotFoundError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { workingDaysAfter } from '../../../kernel/calendar-queries.ts'
import { requirePersonWithPath } from '../../requests/approvers/people-queries.ts'
import { FeedbackChangedError } from '../feedback-errors.ts'
import { assignHandlers, findHandlers } from '../assign-handlers.ts'
import { findAsker, findByKey, insertAsker } from '../model/asker-queries.ts'
import { addTimelineEntry } from '../model/feedback-context.ts'
import type { FeedbackDeps } from '../model/feedback-deps.ts'
import {
  type FeedbackId,
  insertProblem,
  lockProblem,
  type ProblemRow,
  savePeople,
  saveProblem,
} from '../model/feedback-queries.ts'
import { notifyAsker } from '../notices/answer-notices.ts'
import { getFeedback } from './get-feedback.ts'
import { isOfferedTo } from './find-similar.ts'
import { askerColumns } from '../model/asker-columns.ts'

/**
 * Stores a new problem and assigns its handlers. A repeated key of the same person stores nothing and returns the first problem.
 * @throws KeyReusedError when the key was used for another text
 */
export async function submitFeedback(
  deps: FeedbackDeps,
  caller: MemberActor,
  { text, idempotencyKey }: AskBody & { idempotencyKey: string },
): Promise<FeedbackView> {
  const title = titleOf(text, FEEDBACK_TITLE_MAX)
  const { pinyin } = await nameKeysOf(title)
  const id = await deps.db.transaction(async (tx): Promise<FeedbackId> => {
    const actor = await actorNow(deps, tx, caller)
    const { person, path } = await requirePersonWithPath(tx, actor.userid)
    const earlier = await findByKey(tx, person.userid, idempotencyKey)
    if (earlier) {
      if (earlier.text !== text) throw new KeyReusedError()
      return earlier.problemId
    }
    const now = deps.clock.now()
    const problem: ProblemRow = {
      id: deps.ids.next('feedback'),
      title,
      pinyin,
      state: 'collected',
      askerId: person.userid,
      departmentPath: [...path],
      departments: [...path],
      askedAt: now,
      dueAt: await workingDaysAfter(deps, tx, now, TRIAGE_WORKING_DAYS),
      isLateReported: false,
      people: 1,
      forwardedBy: null,
      forwardedAt: null,
      takerId: null,
      promisedOn: null,
      outcome: null,
      answer: null,
      answeredBy: null,
      answeredAt: null,
      round: 0,
      mergedInto: null,
      version: 1,
    }
    const { hasNoHandler } = await findHandlers(deps, tx, problem)
    const start: ProblemRow = hasNoHandler
      ? {
          ...problem,
          state: 'forwarded',
          forwardedAt: now,
          dueAt: await workingDaysAfter(deps, tx, now, ANSWER_WORKING_DAYS),
        }
      : problem
    await insertProblem(tx, start, gramsOf({ topic: title, pinyin }))
    const asker = { askedAs: start.id, userid: person.userid, problemId: start.id, text, askedAt: now, idempotencyKey }
    const isNew = await insertAsker(tx, {
      ...asker,
      departmentId: person.mainDepartmentId,
      verdict: null,
      verdictRound: 0,
    })
    // A concurrent transaction used the same key: the next attempt finds the problem that it stored.
    if (!isNew) throw new FeedbackChangedError('version')
    await addTimelineEntry({ tx, problem: start, actor, now }, 'asked')
    if (hasNoHandler) await addTimelineEntry({ tx, problem: start, actor: null, now }, 'escalated')
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'feedback.asked', object: start.id, details: {} })
    await assignHandlers(deps, tx, start, actor.userid)
    return start.id
  })
  return getFeedback(deps, caller, id)
}

/**
 * Adds the caller to a problem that is offered to them as similar. If it was answered meanwhile, they get the answer at once,
 * and it is no longer confirmed by everybody. Joining again changes nothing.
 *
 * @throws NotFoundError for a problem that they could not see among the similar ones
 */
export async function joinFeedback(
  deps: FeedbackDeps,
  caller: MemberActor,
  { id, text }: { id: FeedbackId; text: string },
): Promise<FeedbackView> {
  await deps.db.transaction(async (tx) => {
    const actor = await actorNow(deps, tx, caller)
    const problem = await lockProblem(tx, id)
    if (!problem) throw new NotFoundError()
    if (await findAsker(tx, id, actor.userid)) return
    const { person, path } = await requirePersonWithPath(tx, actor.userid)
    if (!isOfferedTo(problem, path)) throw new NotFoundError()
    const now = deps.clock.now()
    await insertAsker(tx, {
      askedAs: id,
      userid: person.userid,
      problemId: id,
      text,
      departmentId: person.mainDepartmentId,
      askedAt: now,
      idempotencyKey: null,
      verdict: null,
      verdictRound: 0,
    })
    const columns = await askerColumns(tx, problem, path)
    if (problem.state === 'confirmed') await saveProblem(tx, problem, { ...columns, state: 'solved' })
    else await savePeople(tx, problem, columns)
    if (isJudgeable(problem.state)) {
      await notifyAsker(deps, tx, problem, person.userid)
      await deps.emit(tx, 'workload.changed', { userids: [person.userid], at: now })
    }
    await addTimelineEntry({ tx, problem, actor, now }, 'joined')
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'feedback.joined', object: id, details: {} })
  })
  return getFeedback(deps, caller, id)
}
