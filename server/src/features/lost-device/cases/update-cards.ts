import type { RequestId } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import type { CardRow } from '../../notifications/card-queries.ts'
import { cardJob, enqueueCardJobs } from '../../notifications/notices.ts'
import { isCardValid, type CaseState } from './card-validity.ts'
import { listEarlierCards, listLiveCards } from './open-card-queries.ts'
import { OVER_TOPIC } from './lost-topics.ts'

/** Overwrites the cards that no longer apply after a transition of the case. */
export async function updateCards(tx: Tx, row: CaseState & { id: RequestId }, at: Date): Promise<void> {
  const outdated = (await listLiveCards(tx, row.id)).filter(({ event }) => !isCardValid(event, row))
  await overwrite(tx, outdated, at)
}

/** Overwrites the earlier cards of the same event, so that only the newest one stays current in the chat. */
export async function supersedeCards(tx: Tx, card: CardRow, event: NoticeEvent, at: Date): Promise<void> {
  await overwrite(tx, await listEarlierCards(tx, card, event), at)
}

/** Overwrites a card whose button was pressed. The press brought a fresh response code, however old the card is. */
export const answerCardAction = (tx: Tx, taskId: string, runAt: Date): Promise<void> =>
  enqueue(tx, [{ ...cardJob(OVER_TOPIC, taskId, { runAt }), dedupeKey: `${OVER_TOPIC}:pressed:${taskId}` }])

const overwrite = (tx: Tx, cards: readonly { taskId: string }[], runAt: Date): Promise<void> =>
  enqueueCardJobs(
    tx,
    OVER_TOPIC,
    cards.map(({ taskId }) => taskId),
    { runAt },
  )
