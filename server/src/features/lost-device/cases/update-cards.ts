import type { RequestId } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import type { CardRow } from '../../notifications/card-queries.ts'
import { isStillSo, type Standing } from './card-validity.ts'
import { listEarlierCards, listLiveCards } from './open-card-queries.ts'
import { OVER_TOPIC } from './lost-topics.ts'

/** Cards that this move made untrue say from now on what is so, on whichever phone. */
export async function updateCards(tx: Tx, row: Standing & { id: RequestId }, at: Date): Promise<void> {
  const untrue = (await listLiveCards(tx, row.id)).filter(({ event }) => !isStillSo(event, row))
  await enqueue(
    tx,
    untrue.map(({ taskId }) => overJob(taskId, at)),
  )
}

/** The same was told once more: one card of it stays in the chat. */
export async function supersedeCards(tx: Tx, card: CardRow, event: NoticeEvent, at: Date): Promise<void> {
  const earlier = await listEarlierCards(tx, card, event)
  await enqueue(
    tx,
    earlier.map(({ taskId }) => overJob(taskId, at)),
  )
}

/** Pressed in vain: it says why. The press brought a code, however old the card is. */
export const answerCardAction = (tx: Tx, taskId: string, at: Date): Promise<void> =>
  enqueue(tx, [
    { ...overJob(taskId, at), payload: { taskId, isPressed: true }, dedupeKey: `${OVER_TOPIC}:pressed:${taskId}` },
  ])

/** Runs behind the card's own sending. */
const overJob = (taskId: string, runAt: Date) => ({
  topic: OVER_TOPIC,
  payload: { taskId },
  dedupeKey: `${OVER_TOPIC}:${taskId}`,
  groupKey: `card:${taskId}`,
  runAt,
})
