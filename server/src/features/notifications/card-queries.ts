import type { RequestId } from '@desk/shared/kernel/ids'
import { and, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { cards, requestCandidates, requests } from '../../db/schema/index.ts'
import type { SentCard } from '../../ports/wecom.ts'

export type CardRow = typeof cards.$inferSelect

export async function insertCard(tx: Tx, card: typeof cards.$inferInsert): Promise<void> {
  await tx.insert(cards).values(card)
}

const isOf = (requestId: RequestId, userid: string, purpose: CardRow['purpose']) =>
  and(eq(cards.requestId, requestId), eq(sql`lower(${cards.userid})`, userid.toLowerCase()), eq(cards.purpose, purpose))

/** One after the other for a request: two who count at once would send two cards of the same round. */
export async function nextRound(
  tx: Tx,
  requestId: RequestId,
  userid: string,
  purpose: CardRow['purpose'],
): Promise<number> {
  await tx.select({ id: requests.id }).from(requests).where(eq(requests.id, requestId)).for('no key update')
  return (await tx.$count(cards, isOf(requestId, userid, purpose))) + 1
}

/** Whether this person has no later card about it. */
export async function isNewestCard(db: Database, { requestId, userid, purpose, round }: CardRow): Promise<boolean> {
  return (await db.$count(cards, and(isOf(requestId, userid, purpose), gt(cards.round, round)))) === 0
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

/** The cards of that purpose that still show a question: each person's newest, and older ones not replaced so far. */
export async function cardsToClose(
  db: Database,
  requestId: RequestId,
  purpose: CardRow['purpose'],
): Promise<CardRow[]> {
  const rows = await db
    .select()
    .from(cards)
    .where(and(eq(cards.requestId, requestId), eq(cards.purpose, purpose)))
    .orderBy(desc(cards.round))
  const seen = new Set<string>()
  return rows.filter(({ userid, responseCode }) => {
    const key = userid.toLowerCase()
    const isNewest = !seen.has(key)
    seen.add(key)
    return isNewest || responseCode !== null
  })
}

/** People who are still asked, and whose newest card went out before `sentBefore`: its code is dead. */
export async function listAgedOpenCards(
  db: Database,
  sentBefore: Date,
  limit: number,
): Promise<{ requestId: RequestId; userid: string; round: number }[]> {
  const newest = sql<number>`max(${cards.round})::int`
  return db
    .select({ requestId: cards.requestId, userid: requestCandidates.userid, round: newest })
    .from(requestCandidates)
    .innerJoin(requests, eq(requests.id, requestCandidates.requestId))
    .innerJoin(
      cards,
      and(
        eq(cards.requestId, requestCandidates.requestId),
        eq(sql`lower(${cards.userid})`, sql`lower(${requestCandidates.userid})`),
        eq(cards.purpose, 'decide'),
      ),
    )
    .where(and(isNull(requestCandidates.closedAt), eq(requests.state, 'open'), lt(cards.sentAt, sentBefore)))
    .groupBy(cards.requestId, requestCandidates.userid)
    .having(
      sql`not exists (
        select 1 from cards as newer
        where newer.request_id = ${cards.requestId} and lower(newer.userid) = lower(${requestCandidates.userid})
          and newer.purpose = 'decide' and (newer.sent_at is null or newer.sent_at >= ${sentBefore.toISOString()}::timestamptz))`,
    )
    .limit(limit)
}

export async function saveSentCard(tx: Tx, taskId: string, sent: SentCard, at: Date): Promise<void> {
  await tx
    .update(cards)
    .set({ msgid: sent.msgid, responseCode: sent.responseCode, delivered: sent.delivered ? 'yes' : 'no', sentAt: at })
    .where(eq(cards.taskId, taskId))
}

/** A pressed button brought a code of its own. */
export async function keepResponseCode(tx: Tx, taskId: string, responseCode: string): Promise<void> {
  await tx.update(cards).set({ responseCode }).where(eq(cards.taskId, taskId))
}

/** The code works once: it is gone after the call, whatever the answer was. */
export async function dropResponseCode(tx: Tx, taskId: string): Promise<void> {
  await tx.update(cards).set({ responseCode: null }).where(eq(cards.taskId, taskId))
}

/** Nobody needs it any more, or nobody could be reached: it hangs in no chat. */
export async function skipCard(tx: Tx, taskId: string): Promise<void> {
  await tx.update(cards).set({ delivered: 'no' }).where(eq(cards.taskId, taskId))
}

/** Owed again, after it was given up. */
export async function reviveCard(tx: Tx, taskId: string): Promise<void> {
  await tx.update(cards).set({ delivered: 'pending' }).where(eq(cards.taskId, taskId))
}
