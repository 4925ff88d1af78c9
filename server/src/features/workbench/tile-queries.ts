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

/**
 * What these people's tiles show now. A mark that was set while they were told stays. One statement, however many they are:
 * a crowd that signs must not wait for its own tiles. Locked in the order in which they are marked.
 */
export async function saveShownCounts(
  tx: Tx,
  tiles: readonly TileRow[],
  shown: Pick<TileRow, 'shown' | 'shownToSign'> | null,
  toldAt: Date | null,
): Promise<void> {
  const told = JSON.stringify(tiles.map(({ userid, wanted }) => ({ userid, wanted })))
  const values = {
    told: sql`asked.wanted`,
    ...(shown && { shown: shown.shown, shownToSign: shown.shownToSign }),
    ...(toldAt && { toldAt }),
  }
  await tx
    .update(workbenchTiles)
    .set(values)
    .from(
      sql`(select ${workbenchTiles.userid}, asked.wanted from ${workbenchTiles}
        join jsonb_to_recordset(${told}::jsonb) as asked(userid text, wanted int) using (userid)
        where ${workbenchTiles.told} <= asked.wanted
        order by ${workbenchTiles.userid} collate "C" for update of ${workbenchTiles}) as asked`,
    )
    .where(sql`${workbenchTiles.userid} = asked.userid`)
}

/** After the tile was drawn anew: whatever was shown before may be gone. */
export async function distrustAllTiles(tx: Tx): Promise<void> {
  await tx.update(workbenchTiles).set({ wanted: sql`${workbenchTiles.wanted} + 1`, shown: null, shownToSign: null })
}
