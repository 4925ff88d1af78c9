import { and, asc, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { requestCandidates, workbenchTiles } from '../../db/schema/index.ts'

export type TileRow = typeof workbenchTiles.$inferSelect
export type ShownCounts = { shownApprovals: number; shownToSign: number }

const isStale = gt(workbenchTiles.wanted, workbenchTiles.told)

/** Lists stale tiles that were last sent at or before `sentBefore`, or never. */
export function listStaleTiles(db: Database, sentBefore: Date, limit: number): Promise<TileRow[]> {
  return db
    .select()
    .from(workbenchTiles)
    .where(and(isStale, or(isNull(workbenchTiles.toldAt), lte(workbenchTiles.toldAt, sentBefore))))
    .orderBy(asc(workbenchTiles.userid))
    .limit(limit)
}

export const countStaleTiles = (db: Database): Promise<number> => db.$count(workbenchTiles, isStale)

/** Counts pending approvals by userid in lower case. Members without any are omitted. */
export async function countPendingApprovals(
  db: Database,
  userids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const person = sql<string>`lower(${requestCandidates.userid})`
  const rows = await db
    .select({ userid: person, count: sql<number>`count(*)::int` })
    .from(requestCandidates)
    .where(and(isNull(requestCandidates.closedAt), inArray(person, [...userids])))
    .groupBy(person)
  return new Map(rows.map(({ userid, count }) => [userid, count]))
}

/**
 * Marks the tiles as handled; stores the counters that they show now, and when these were sent, if they were. A tile
 * marked stale during the update stays stale. One statement, since concurrent signers must not wait for their tiles.
 * The rows are locked in the order in which they are marked.
 */
export async function saveShownCounts(
  tx: Tx,
  tiles: readonly TileRow[],
  { shown, sentAt }: { shown?: ShownCounts; sentAt?: Date },
): Promise<void> {
  const sent = JSON.stringify(tiles.map(({ userid, wanted }) => ({ userid, wanted })))
  const values = {
    told: sql`sent.wanted`,
    ...shown,
    ...(sentAt && { toldAt: sentAt }),
  }
  await tx
    .update(workbenchTiles)
    .set(values)
    .from(
      sql`(select ${workbenchTiles.userid}, sent.wanted from ${workbenchTiles}
        join jsonb_to_recordset(${sent}::jsonb) as sent(userid text, wanted int) using (userid)
        where ${workbenchTiles.told} <= sent.wanted
        order by ${workbenchTiles.userid} collate "C" for update of ${workbenchTiles}) as sent`,
    )
    .where(sql`${workbenchTiles.userid} = sent.userid`)
}

/** Marks all tiles as stale after a template change, which can clear the shown counters. */
export async function markAllTilesStale(tx: Tx): Promise<void> {
  await tx
    .update(workbenchTiles)
    .set({ wanted: sql`${workbenchTiles.wanted} + 1`, shownApprovals: null, shownToSign: null })
}
