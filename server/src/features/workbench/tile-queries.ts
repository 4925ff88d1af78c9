import { and, asc, gt, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { requestCandidates, workbenchTiles } from '../../db/schema/index.ts'

export type TileRow = typeof workbenchTiles.$inferSelect

const isStale = gt(workbenchTiles.wanted, workbenchTiles.told)

/** Tiles that may be wrong and were last told at or before `toldBefore`. */
export function listStaleTiles(db: Database, toldBefore: Date, limit: number): Promise<TileRow[]> {
  return db
    .select()
    .from(workbenchTiles)
    .where(and(isStale, or(isNull(workbenchTiles.toldAt), lte(workbenchTiles.toldAt, toldBefore))))
    .orderBy(asc(workbenchTiles.userid))
    .limit(limit)
}

export const countStaleTiles = (db: Database): Promise<number> => db.$count(workbenchTiles, isStale)

/** How many requests wait for each of these people, by userid in lower case; people for whom none waits are missing. */
export async function countsWaiting(db: Database, userids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const person = sql<string>`lower(${requestCandidates.userid})`
  const rows = await db
    .select({ userid: person, count: sql<number>`count(*)::int` })
    .from(requestCandidates)
    .where(and(isNull(requestCandidates.closedAt), inArray(person, [...userids])))
    .groupBy(person)
  return new Map(rows.map(({ userid, count }) => [userid, count]))
}

/** What these people's tiles show now. A mark that was set while they were told stays. */
export async function saveTold(
  tx: Tx,
  tiles: readonly TileRow[],
  shown: Pick<TileRow, 'shown' | 'shownToSign'> | null,
  toldAt: Date | null,
): Promise<void> {
  for (const { userid, wanted } of tiles)
    await tx
      .update(workbenchTiles)
      .set({ told: wanted, ...shown, ...(toldAt === null ? {} : { toldAt }) })
      .where(and(sql`${workbenchTiles.userid} = ${userid}`, lte(workbenchTiles.told, wanted)))
}

/** After the tile was drawn anew: whatever was shown before may be gone. */
export async function distrustAllTiles(tx: Tx): Promise<void> {
  await tx.update(workbenchTiles).set({ wanted: sql`${workbenchTiles.wanted} + 1`, shown: null, shownToSign: null })
}
