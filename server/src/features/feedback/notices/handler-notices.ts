import { isOpenFeedback } from '@desk/shared/feedback/feedback-flow'
import { noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Database, Tx } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { NoticeDeps, SendDeps } from '../../notifications/notice-deps.ts'
import { findNotice, findNoticeByKey, redactNotices, saveNotice } from '../../notifications/notice-queries.ts'
import { OPEN, textOf } from '../../notifications/notice-text.ts'
import { enqueueCardJobs, enqueueNotice } from '../../notifications/notices.ts'
import { overwriteNotice } from '../../notifications/overwrite-card.ts'
import { type FeedbackId, findProblem, type ProblemRow } from '../model/feedback-queries.ts'
import type { HandlerRow } from '../model/handler-queries.ts'
import { FEEDBACK_OVER_TOPIC, FEEDBACK_TOPIC } from './feedback-topics.ts'

export type FeedbackEvent = Extract<NoticeEvent, `feedback.${string}`>
const handlerEvents = ['feedback.asked', 'feedback.forwarded', 'feedback.reopened'] as const

/** Returns the event that a handler is notified of. */
function eventOf({ state, round }: ProblemRow): (typeof handlerEvents)[number] {
  if (state === 'collected') return 'feedback.asked'
  return round > 0 ? 'feedback.reopened' : 'feedback.forwarded'
}

/** Returns the object id of a handler's card. A person who is asked again gets another card, because `since` differs. */
const objectOf = ({ problemId, since }: HandlerRow) => `${problemId}:${since.toISOString()}`

export const feedbackIdOf = (objectId: string): FeedbackId => (objectId.split(':')[0] ?? '') as FeedbackId

/** Notifies a handler that the problem waits for them. */
export async function notifyHandler(deps: NoticeDeps, tx: Tx, problem: ProblemRow, handler: HandlerRow): Promise<void> {
  const event = eventOf(problem)
  const { title: line } = await textOf({ db: tx }, event, await valuesOf(tx, problem))
  const { userid } = handler
  const objectId = objectOf(handler)
  await enqueueNotice(deps, tx, { event, objectId, userid, topic: FEEDBACK_TOPIC, about: { line } })
}

/** Notifies these people, once for each due date, of an answer that is overdue. */
export async function notifyOfLateAnswer(
  deps: NoticeDeps,
  tx: Tx,
  problem: ProblemRow,
  userids: readonly string[],
): Promise<void> {
  const event = 'feedback.late'
  const { title: line } = await textOf({ db: tx }, event, await valuesOf(tx, problem))
  const objectId = `${problem.id}:${problem.dueAt?.toISOString() ?? ''}`
  for (const userid of userids)
    await enqueueNotice(deps, tx, { event, objectId, userid, topic: FEEDBACK_TOPIC, about: { line } })
}

/** Returns the values of the placeholders in texts about a problem. */
export async function valuesOf(db: Database, { title, people, askerId, answeredBy }: ProblemRow) {
  const names = await memberNames(
    db,
    [askerId, answeredBy].flatMap((userid) => userid ?? []),
  )
  return {
    title,
    people: String(people),
    asker: names(askerId).name,
    answerer: answeredBy === null ? '' : names(answeredBy).name,
  }
}

/** Returns the state of a problem, for the card of a person who is no longer its handler. Cards are in Chinese. */
function closingText({ state, mergedInto }: ProblemRow, { because }: HandlerRow): string {
  if (mergedInto !== null) return '已合并到相同的问题'
  if (state === 'incident') return '已转到上报'
  // A handler of the management department is replaced by a colleague.
  if (state === 'collected' || (because === 'ops' && isOpenFeedback(state))) return '改由他人处理'
  return isOpenFeedback(state) ? '已转交管理部门处理' : '已答复'
}

/** Closes the cards of a former handler: those sent are overwritten, and those that wait for a digest are dropped. */
export async function closeHandlerCard(
  deps: NoticeDeps,
  tx: Tx,
  problem: ProblemRow,
  handler: HandlerRow,
): Promise<void> {
  for (const event of handlerEvents) {
    const notice = await findNoticeByKey(tx, noticeKey(event, objectOf(handler), handler.userid))
    if (!notice) continue
    if (notice.state === 'digest' && notice.digestId === null) await saveNotice(tx, notice.taskId, { state: 'dropped' })
    const values = { what: closingText(problem, handler) }
    await enqueueCardJobs(tx, FEEDBACK_OVER_TOPIC, [notice.taskId], { runAt: deps.clock.now(), payload: { values } })
  }
}

/**
 * Removes the content from messages about feedback that was moved to the incidents. Sent cards are overwritten while WeCom
 * still allows it.
 */
export const redactCards = (tx: Tx, ids: readonly FeedbackId[]): Promise<void> =>
  redactNotices(tx, ids, '反馈已转到上报')

/** Replaces the title of a card when the title was erased. */
const UNTITLED = '反馈的问题'

/** Overwrites a card whose task is done. The job holds no title, since the title of moved feedback must be erased everywhere. */
export const feedbackOverHandler = (deps: SendDeps): JobHandler => ({
  async handle(job) {
    const { taskId, values } = job.payload as { taskId: string; values: Record<string, string> }
    const notice = await findNotice(deps.db, taskId)
    if (!notice) return noWrites
    const id = feedbackIdOf(notice.objectId)
    const problem = await findProblem(deps.db, id)
    if (!problem) return noWrites
    return overwriteNotice(deps, taskId, {
      ...(await textOf(deps, 'feedback.over', { ...values, title: problem.title || UNTITLED })),
      path: pagePaths.feedbackProblem(id),
      button: OPEN,
    })
  },
})
