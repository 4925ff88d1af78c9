import type { RequestId } from '@desk/shared/kernel/ids'
import { enqueue, type OutboxRow } from '../../outbox/outbox-queries.ts'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import { insertCard, listCards } from './card-queries.ts'
import type { RequestRow } from './request-queries.ts'

type NoticeDeps = Pick<Deps, 'ids' | 'clock'>

export const noticeTopics = { ask: 'notice.ask', over: 'notice.over', result: 'notice.result' } as const

/** One card per person, because one send has one code by which it can be replaced. */
export async function askCandidates(deps: NoticeDeps, tx: Tx, request: RequestRow): Promise<void> {
  for (const userid of request.candidates) {
    const taskId = deps.ids.next('card')
    await insertCard(tx, { taskId, requestId: request.id, userid, purpose: 'decide', delivered: 'pending' })
    await enqueue(tx, [cardJob(deps, noticeTopics.ask, taskId)])
  }
}

/** Nothing is left to decide: every decider's card says so. Runs after the card's own sending. */
export async function closeCards(deps: NoticeDeps, tx: Tx, requestId: RequestId): Promise<void> {
  const open = await listCards(tx, requestId, 'decide')
  await enqueue(
    tx,
    open.map(({ taskId }) => cardJob(deps, noticeTopics.over, taskId)),
  )
}

/** Tells the applicant how it ended. Once: the card is unique per person, request and purpose. */
export async function tellApplicant(deps: NoticeDeps, tx: Tx, request: RequestRow): Promise<void> {
  const taskId = deps.ids.next('card')
  const card = {
    taskId,
    requestId: request.id,
    userid: request.applicantId,
    purpose: 'result',
    delivered: 'pending',
  } as const
  if (await insertCard(tx, card)) await enqueue(tx, [cardJob(deps, noticeTopics.result, taskId)])
}

const cardJob = ({ clock }: NoticeDeps, topic: string, taskId: string): OutboxRow => ({
  topic,
  payload: { taskId },
  dedupeKey: `${topic}:${taskId}`,
  groupKey: `card:${taskId}`,
  runAt: clock.now(),
})
