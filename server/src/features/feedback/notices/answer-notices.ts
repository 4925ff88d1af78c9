import { isOpenFeedback } from '@desk/shared/feedback/feedback-flow'
import { type Id, sameUserid } from '@desk/shared/kernel/ids'
import { oneLine } from '@desk/shared/kernel/plain-text'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { NoticeDeps, SendDeps } from '../../notifications/notice-deps.ts'
import { type CardContent, OPEN, textOf } from '../../notifications/notice-text.ts'
import { enqueueNotice } from '../../notifications/notices.ts'
import { noticeCardHandler } from '../../notifications/send-card.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { listToNotify } from '../model/asker-queries.ts'
import { type FeedbackId, findProblem, type ProblemRow } from '../model/feedback-queries.ts'
import { listHandlers } from '../model/handler-queries.ts'
import { FEEDBACK_ASKERS_TOPIC, FEEDBACK_TOPIC } from './feedback-topics.ts'
import { type FeedbackEvent, feedbackIdOf, valuesOf } from './handler-notices.ts'

/** Number of askers notified per transaction. */
const BATCH_SIZE = 200

/** `occasion`: when the problem was answered, or merged into an answered one. `after`: the last userid of the previous page. */
type Progress = { id: FeedbackId; round: number; occasion: string; after: string }

/** Enqueues the notification of every asker who has neither confirmed an answer nor been notified of this one. */
export function notifyAskers(
  tx: Tx,
  { id, round }: Pick<ProblemRow, 'id' | 'round'>,
  runAt: Date,
  page: Pick<Progress, 'occasion' | 'after'> = { occasion: runAt.toISOString(), after: '' },
): Promise<void> {
  const payload: Progress = { id, round, ...page }
  const dedupeKey = [FEEDBACK_ASKERS_TOPIC, id, round, page.occasion, page.after].join(':')
  const groupKey = `${FEEDBACK_ASKERS_TOPIC}:${id}`
  return enqueue(tx, [{ topic: FEEDBACK_ASKERS_TOPIC, payload, dedupeKey, groupKey, runAt }])
}

/** Enqueues a card for each asker, in pages. Nothing is sent if a later answer has replaced this one. */
export const feedbackAskersHandler = (deps: Pick<Deps, 'db'> & NoticeDeps): JobHandler => ({
  async handle(job) {
    const { id, round, occasion, after } = job.payload as Progress
    const problem = await findProblem(deps.db, id)
    if (problem?.round !== round || !hasAnswer(problem)) return noWrites
    const userids = await listToNotify(deps.db, id, after, BATCH_SIZE)
    return async (tx) => {
      for (const userid of userids) await notifyAsker(deps, tx, problem, userid)
      await deps.emit(tx, 'workload.changed', { userids, at: deps.clock.now() })
      const last = userids.at(-1)
      if (userids.length === BATCH_SIZE && last)
        await notifyAskers(tx, problem, deps.clock.now(), { occasion, after: last.toLowerCase() })
    }
  },
})

/** Returns whether the problem has an answer for its askers: it was neither reopened nor moved to the incidents. */
const hasAnswer = ({ state }: ProblemRow) => !isOpenFeedback(state) && state !== 'incident'

/** Notifies one asker of the present answer, unless they wrote it. */
export async function notifyAsker(deps: NoticeDeps, tx: Tx, problem: ProblemRow, userid: string): Promise<void> {
  if (problem.answeredBy !== null && sameUserid(problem.answeredBy, userid)) return
  const event = 'feedback.answered'
  const { title: line } = await textOf({ db: tx }, textNameOf(problem), await valuesOf(tx, problem))
  const objectId = `${problem.id}:${String(problem.round)}`
  await enqueueNotice(deps, tx, { event, objectId, userid, topic: FEEDBACK_TOPIC, about: { line } })
}

const textNameOf = ({ outcome }: ProblemRow) =>
  outcome === 'declined' ? ('feedback.declined' as const) : ('feedback.answered' as const)

/** Sends the cards of handlers, ops leads and askers, while they still apply. */
export const feedbackCardHandler = (deps: SendDeps): JobHandler =>
  noticeCardHandler(deps, {
    async contentOf(notice): Promise<CardContent | null> {
      const id = feedbackIdOf(notice.objectId)
      const problem = await findProblem(deps.db, id)
      if (!problem) return null
      const event = notice.event as FeedbackEvent
      const values = await valuesOf(deps.db, problem)
      const path = pagePaths.feedbackProblem(id)
      if (event !== 'feedback.answered') {
        if (!isOpenFeedback(problem.state)) return null
        if (event !== 'feedback.late' && !(await isHandler(deps, id, notice.userid))) return null
        return { ...(await textOf(deps, event, values)), path, button: OPEN }
      }
      const round = String(problem.round)
      // A later answer has a card of its own.
      if (!hasAnswer(problem) || notice.objectId !== `${id}:${round}`) return null
      const rows = [{ name: '答复', value: oneLine(problem.answer ?? '') }]
      const text = { ...(await textOf(deps, textNameOf(problem), values)), rows, path, button: OPEN }
      return problem.outcome === 'declined' ? text : { ...text, actions: verdictButtons(id, round) }
    },
  })

const isHandler = async ({ db }: Pick<Deps, 'db'>, id: FeedbackId, person: string) =>
  (await listHandlers(db, id)).some(({ userid }) => sameUserid(userid, person))

const verdictButtons = (id: Id<'feedback'>, round: string) => [
  { caption: '已解决', key: `feedback:solved:${id}:${round}` },
  { caption: '没解决', key: `feedback:unsolved:${id}:${round}` },
]
