import type { RequestId } from '@desk/shared/kernel/ids'
import { and, desc, eq, gt, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { cards, notices, requestCandidates, requests } from '../../../db/schema/index.ts'
import { type CardRow, isCardOf } from '../../notifications/card-queries.ts'

/** Returns whether this person has no later card of the same purpose about the request. */
export async function isNewestCard(db: Database, { requestId, userid, purpose, round }: CardRow): Promise<boolean> {
  return (await db.$count(cards, and(isCardOf(requestId, userid, purpose), gt(cards.round, round)))) === 0
}

/**
 * Lists the cards of a purpose about a request that can still be acted on: each person's newest, and older ones not yet
 * overwritten.
 */
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

/** Drops the lines about the decision of a request that wait for the digest of these people. `keys`: userids in lower case. */
export async function dropDigestLines(tx: Tx, requestId: RequestId, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  const isDecisionCard = and(eq(cards.requestId, requestId), eq(cards.purpose, 'decide'))
  await tx
    .update(notices)
    .set({ state: 'dropped' })
    .where(
      and(
        inArray(sql`lower(${notices.userid})`, [...keys]),
        eq(notices.state, 'digest'),
        isNull(notices.digestId),
        inArray(notices.taskId, tx.select({ taskId: cards.taskId }).from(cards).where(isDecisionCard)),
      ),
    )
}

/** Lists approvers whose newest card was sent before `sentBefore`, so that its code has expired. */
export async function listAgedOpenCards(
  db: Database,
  sentBefore: Date,
  limit: number,
): Promise<{ requestId: RequestId; userid: string; round: number }[]> {
  const isTheirs = (card: SQL) => sql`${card}.request_id = ${cards.requestId}
    and lower(${card}.userid) = lower(${requestCandidates.userid}) and ${card}.purpose = 'decide'`
  // Includes dropped cards: their rounds are taken, and a second notice of the same round is not sent.
  const newest = sql<number>`(select max(one.round) from cards as one where ${isTheirs(sql`one`)})::int`
  // Cards that became a line of the digest, and dropped cards, are never sent.
  const isToBeSent = sql`newer.sent_at is null and exists (
    select 1 from notices where notices.task_id = newer.task_id and notices.state = 'waiting')`
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
        select 1 from cards as newer where ${isTheirs(sql`newer`)}
          and (newer.sent_at >= ${sentBefore.toISOString()}::timestamptz or ${isToBeSent}))`,
    )
    .limit(limit)
}
