import type { RequestId } from '@desk/shared/kernel/ids'
import { and, eq } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { matchesUserid } from '../../db/matches-userid.ts'
import { cards, requests } from '../../db/schema/index.ts'
import type { SentCard } from '../../ports/wecom.ts'

export type CardRow = typeof cards.$inferSelect
type NewCard = Pick<CardRow, 'taskId' | 'requestId' | 'userid' | 'purpose'>

export const isCardOf = (requestId: RequestId, userid: string, purpose: CardRow['purpose']) =>
  and(eq(cards.requestId, requestId), matchesUserid(cards.userid, userid), eq(cards.purpose, purpose))

/**
 * Inserts the person's next card of that purpose. The request is locked, so that two cards never get the same round.
 */
export async function insertCard(tx: Tx, card: NewCard): Promise<void> {
  const { requestId, userid, purpose } = card
  await tx.select({ id: requests.id }).from(requests).where(eq(requests.id, requestId)).for('no key update')
  const earlier = await tx.$count(cards, isCardOf(requestId, userid, purpose))
  await tx.insert(cards).values({ ...card, round: earlier + 1, delivered: 'pending' })
}

export async function findCard(db: Database, taskId: string): Promise<CardRow | null> {
  const [card] = await db.select().from(cards).where(eq(cards.taskId, taskId))
  return card ?? null
}

export async function requireCard(db: Database, taskId: string): Promise<CardRow> {
  const card = await findCard(db, taskId)
  if (!card) throw new Error(`Card ${taskId} is gone`)
  return card
}

/**
 * Saves the result of a call about a card. `responseCode` works once, so it is set to null after a call, whatever the
 * result was.
 */
export async function saveCard(
  tx: Tx,
  taskId: string,
  patch: Partial<Pick<CardRow, 'responseCode' | 'pressedAt' | 'delivered'>>,
): Promise<void> {
  await tx.update(cards).set(patch).where(eq(cards.taskId, taskId))
}

export async function saveSentCard(tx: Tx, taskId: string, sent: SentCard, at: Date): Promise<void> {
  const { msgid, responseCode, delivered } = sent
  await tx
    .update(cards)
    .set({ msgid, responseCode, delivered: delivered ? 'yes' : 'no', sentAt: at })
    .where(eq(cards.taskId, taskId))
}
