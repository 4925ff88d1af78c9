import type { RequestId } from '@desk/shared/kernel/ids'
import { and, eq } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { cards } from '../../db/schema/index.ts'
import type { SentCard } from '../../ports/wecom.ts'

export type CardRow = typeof cards.$inferSelect

/** False when this person already has a card of this purpose for the request. */
export async function insertCard(tx: Tx, card: typeof cards.$inferInsert): Promise<boolean> {
  const inserted = await tx.insert(cards).values(card).onConflictDoNothing().returning({ taskId: cards.taskId })
  return inserted.length === 1
}

export async function requireCard(db: Database, taskId: string): Promise<CardRow> {
  const [card] = await db.select().from(cards).where(eq(cards.taskId, taskId))
  if (!card) throw new Error(`Card ${taskId} is gone`)
  return card
}

export async function findCard(db: Database, taskId: string): Promise<CardRow | null> {
  const [card] = await db.select().from(cards).where(eq(cards.taskId, taskId))
  return card ?? null
}

export function listCards(db: Database, requestId: RequestId, purpose: CardRow['purpose']): Promise<CardRow[]> {
  return db
    .select()
    .from(cards)
    .where(and(eq(cards.requestId, requestId), eq(cards.purpose, purpose)))
}

export async function saveSentCard(tx: Tx, taskId: string, sent: SentCard, at: Date): Promise<void> {
  await tx
    .update(cards)
    .set({ msgid: sent.msgid, responseCode: sent.responseCode, delivered: sent.delivered ? 'yes' : 'no', sentAt: at })
    .where(eq(cards.taskId, taskId))
}

/** The code works once: it is gone after the call, whatever the answer was. */
export async function dropResponseCode(tx: Tx, taskId: string): Promise<void> {
  await tx.update(cards).set({ responseCode: null }).where(eq(cards.taskId, taskId))
}

/** The request was over before the card was sent: nobody needs it. */
export async function skipCard(tx: Tx, taskId: string): Promise<void> {
  await tx.update(cards).set({ delivered: 'no' }).where(eq(cards.taskId, taskId))
}
