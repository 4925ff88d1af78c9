import type { MemberActor } from '@desk/shared/identity/actor'
import {
  feedbackCommands,
  handlesFeedback,
  isByAsker,
  isInternalEvent,
  isOpenFeedback,
  mayDoWithFeedback,
} from '@desk/shared/feedback/feedback-flow'
import type { FeedbackView } from '@desk/shared/feedback/feedback-schemas'
import { sameUserid } from '@desk/shared/kernel/ids'
import { departmentNames } from '../../../directory/department-names.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { countConfirmed, findAsker, listAskers } from '../model/asker-queries.ts'
import { findVisible } from '../model/feedback-context.ts'
import type { FeedbackDeps } from '../model/feedback-deps.ts'
import { type FeedbackId, listEvents, listMergedEvents } from '../model/feedback-queries.ts'
import { summaryOf } from '../model/feedback-summary.ts'
import { listHandlers } from '../model/handler-queries.ts'

/** Maximum number of askers shown to those who handle a problem. */
const ASKERS_SHOWN_MAX = 50

/**
 * Returns a problem as the actor may see it: askers see the answer and the steps, handlers also the askers, the notes, and what
 * was written about the problems that were merged into it.
 */
export async function getFeedback(
  deps: Pick<FeedbackDeps, 'db' | 'clock' | 'createIncidents'>,
  actor: MemberActor,
  id: FeedbackId,
): Promise<FeedbackView> {
  const { db } = deps
  const { problem, facts } = await findVisible(db, actor, id)
  const isHandler = handlesFeedback(actor, facts)
  const [own, handlers, ownEvents, confirmed, askers, mergedEvents] = await Promise.all([
    findAsker(db, problem.id, actor.userid),
    listHandlers(db, problem.id),
    listEvents(db, problem.id),
    countConfirmed(db, problem.id),
    isHandler ? listAskers(db, problem.id, ASKERS_SHOWN_MAX) : null,
    isHandler ? listMergedEvents(db, problem.id) : [],
  ])
  const events = [...ownEvents, ...mergedEvents].sort((a, b) => a.at.getTime() - b.at.getTime())
  const shown = events.filter(({ type }) => isHandler || !isInternalEvent(type))
  const people = await memberNames(db, [
    ...handlers.map(({ userid }) => userid),
    ...shown.flatMap(({ userid }) => userid ?? []),
    ...(askers ?? []).map(({ userid }) => userid),
    ...[problem.takerId, problem.answeredBy].flatMap((userid) => userid ?? []),
  ])
  const departments = await departmentNames(
    db,
    (askers ?? []).flatMap(({ departmentId }) => departmentId ?? []),
  )
  const isMine = handlers.some(({ userid }) => sameUserid(userid, actor.userid))
  const allowed = feedbackCommands.filter(
    (command) =>
      mayDoWithFeedback(actor, command, facts) && (command !== 'to_incident' || deps.createIncidents !== undefined),
  )
  const { answer, answeredBy, answeredAt, outcome, round } = problem
  return {
    ...summaryOf(problem, people, { now: deps.clock.now(), isMine }),
    version: problem.version,
    own: own && {
      text: own.text,
      at: own.askedAt.toISOString(),
      verdict: own.verdict === 'solved' || own.verdictRound === round ? own.verdict : null,
    },
    answer:
      answer !== null && answeredBy !== null && answeredAt !== null && outcome !== null
        ? { text: answer, by: people(answeredBy), at: answeredAt.toISOString(), round, outcome }
        : null,
    confirmed,
    waitsFor: isOpenFeedback(problem.state) ? handlers.map(({ userid }) => people(userid)) : [],
    events: shown.map(({ type, at, userid, text }) => {
      // The name and the text of an asker are shown to the handlers and to the asker only.
      const isHidden = !isHandler && isByAsker(type) && (userid === null || !sameUserid(userid, actor.userid))
      return {
        type,
        at: at.toISOString(),
        by: userid === null || isHidden ? null : people(userid),
        text: isHidden ? null : text,
      }
    }),
    askers:
      askers &&
      askers.map(({ userid, departmentId, text, askedAt }) => ({
        ...people(userid),
        department: departmentId === null ? '' : (departments.get(departmentId) ?? ''),
        text,
        at: askedAt.toISOString(),
      })),
    allowed,
  }
}
