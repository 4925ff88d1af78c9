import type { MemberActor } from '@desk/shared/identity/actor'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { feedbackHandlers } from '../../../db/schema/index.ts'
import type { FeedbackId } from './feedback-queries.ts'

export type HandlerRow = typeof feedbackHandlers.$inferSelect

export const listHandlers = (db: Database, problemId: FeedbackId): Promise<HandlerRow[]> =>
  db.select().from(feedbackHandlers).where(eq(feedbackHandlers.problemId, problemId)).orderBy(feedbackHandlers.userid)

export async function insertHandlers(tx: Tx, rows: readonly HandlerRow[]): Promise<void> {
  if (rows.length > 0) await tx.insert(feedbackHandlers).values([...rows])
}

/** Stores on which ground a person handles the problem now. */
export async function saveGround(
  tx: Tx,
  { problemId, userid }: Pick<HandlerRow, 'problemId' | 'userid'>,
  ground: Pick<HandlerRow, 'because' | 'onBehalfOf'>,
): Promise<void> {
  await tx
    .update(feedbackHandlers)
    .set(ground)
    .where(and(eq(feedbackHandlers.problemId, problemId), eq(feedbackHandlers.userid, userid)))
}

export async function deleteHandlers(tx: Tx, problemId: FeedbackId, userids: readonly string[]): Promise<void> {
  if (userids.length === 0) return
  await tx
    .delete(feedbackHandlers)
    .where(and(eq(feedbackHandlers.problemId, problemId), inArray(feedbackHandlers.userid, [...userids])))
}

type Viewer = Pick<MemberActor, 'userid'>

/** Lists which of these problems wait for the person. */
export async function listWaitingFor(
  db: Database,
  { userid }: Viewer,
  ids: readonly FeedbackId[],
): Promise<ReadonlySet<FeedbackId>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .select({ id: feedbackHandlers.problemId })
    .from(feedbackHandlers)
    .where(and(matchesUserid(feedbackHandlers.userid, userid), inArray(feedbackHandlers.problemId, [...ids])))
  return new Set(rows.map(({ id }) => id))
}

/** Counts the problems that wait for the person, and returns the oldest. */
export async function summarizeWaiting(
  db: Database,
  { userid }: Viewer,
): Promise<{ count: number; oldestAt: Date | null; first: FeedbackId | null }> {
  const [oldest] = await db
    .select({
      count: sql`count(*) over ()`.mapWith(Number),
      oldestAt: feedbackHandlers.since,
      first: feedbackHandlers.problemId,
    })
    .from(feedbackHandlers)
    .where(matchesUserid(feedbackHandlers.userid, userid))
    .orderBy(feedbackHandlers.since, feedbackHandlers.problemId)
    .limit(1)
  return oldest ?? { count: 0, oldestAt: null, first: null }
}
