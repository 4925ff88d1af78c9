import { and, asc, desc, eq, gt, gte, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { auditEntries, auditLogBatches, auditLogs, auditLogTiles } from '../../../db/schema/index.ts'

export type LogRow = typeof auditLogs.$inferSelect
export type BatchRow = typeof auditLogBatches.$inferSelect
export type TileRow = typeof auditLogTiles.$inferSelect
export type TileId = Pick<TileRow, 'level' | 'index'>

export async function currentLog(db: Database): Promise<LogRow | null> {
  const [row] = await db.select().from(auditLogs).orderBy(desc(auditLogs.no)).limit(1)
  return row ?? null
}

export const listLogs = (db: Database): Promise<LogRow[]> => db.select().from(auditLogs).orderBy(asc(auditLogs.no))

export async function findLog(db: Database, no: number): Promise<LogRow | null> {
  const [row] = await db.select().from(auditLogs).where(eq(auditLogs.no, no))
  return row ?? null
}

export async function insertLog(tx: Tx, log: LogRow): Promise<void> {
  await tx.insert(auditLogs).values(log)
}

/**
 * Returns the number of the first audit entry of an action that names a log; 0: there is none. The app writes only one, so a
 * later entry may be forged.
 */
export async function seqOfLog(db: Database, action: string, { origin }: LogRow): Promise<number> {
  const { seq, object } = auditEntries
  const [row] = await db
    .select({ seq })
    .from(auditEntries)
    .where(and(eq(object, origin), eq(auditEntries.action, action)))
    .orderBy(asc(seq))
    .limit(1)
  return row?.seq ?? 0
}

/** Where a log ends: its number of leaves, and the number of the last audit entry in it; 0: the log is empty. */
export type LogEnd = { size: number; lastSeq: number }

export async function endOfLog(db: Database, log: number): Promise<LogEnd> {
  const { firstIndex, size, lastSeq } = auditLogBatches
  const [row] = await db
    .select({ firstIndex, size, lastSeq })
    .from(auditLogBatches)
    .where(eq(auditLogBatches.log, log))
    .orderBy(desc(firstIndex))
    .limit(1)
  return row ? { size: row.firstIndex + row.size, lastSeq: row.lastSeq } : { size: 0, lastSeq: 0 }
}

export async function insertBatches(tx: Tx, batches: readonly BatchRow[]): Promise<void> {
  await tx.insert(auditLogBatches).values([...batches])
}

export async function insertTiles(tx: Tx, tiles: readonly TileRow[]): Promise<void> {
  if (tiles.length > 0) await tx.insert(auditLogTiles).values([...tiles])
}

/** Lists the batches that begin after `afterIndex`, in the order of the log. */
export const listBatches = (db: Database, log: number, afterIndex: number, limit: number): Promise<BatchRow[]> =>
  db
    .select()
    .from(auditLogBatches)
    .where(and(eq(auditLogBatches.log, log), gt(auditLogBatches.firstIndex, afterIndex)))
    .orderBy(asc(auditLogBatches.firstIndex))
    .limit(limit)

/** Returns the batch in which the leaf of this audit entry belongs; null: the log ends before the entry. */
export async function batchOfSeq(db: Database, log: number, seq: number): Promise<BatchRow | null> {
  const [row] = await db
    .select()
    .from(auditLogBatches)
    .where(and(eq(auditLogBatches.log, log), gte(auditLogBatches.lastSeq, seq)))
    .orderBy(asc(auditLogBatches.lastSeq))
    .limit(1)
  return row ?? null
}

/** Maximum number of leaves appended in one transaction. */
export const BATCH_MAX = 1024

/** Maximum number of leaves in a stored batch, so that reading one leaf decompresses few others. */
export const STORED_MAX = 256

/** Hashes as stored: those of a tile, the root of a tile, or those of the leaves from `index` on. */
export type StoredHashes = { kind: 'tile' | 'root' | 'leaves'; level: number; index: number; hashes: Uint8Array }
/** Hashes `from` to `to` (excluded) of a level: at level 0 those of leaves, at higher levels the roots of the tiles below. */
export type HashRange = { level: number; from: number; to: number }

/** Reads whole tiles and hashes of tiles that are not complete yet, all in one statement. */
export function listStoredHashes(
  db: Database,
  log: number,
  { tiles, ranges }: { tiles: readonly TileId[]; ranges: readonly HashRange[] },
): Promise<StoredHashes[]> {
  const { level, index, hashes, root } = auditLogTiles
  const { firstIndex } = auditLogBatches
  const ofLog = eq(auditLogTiles.log, log)
  const tileConditions = tiles.map((tile) => and(eq(level, tile.level), eq(index, tile.index)))
  const above = ranges.filter((range) => range.level > 0)
  const rootConditions = above.map(({ level: own, from, to }) =>
    and(eq(level, own - 1), gte(index, from), lt(index, to)),
  )
  // A batch begins less than `BATCH_MAX` before each of its leaves: the lower limit lets PostgreSQL use the index.
  const leafConditions = ranges
    .filter((range) => range.level === 0)
    .map(({ from, to }) => and(gt(firstIndex, from - BATCH_MAX), lt(firstIndex, to)))
  const any = (conditions: (SQL | undefined)[]) => (conditions.length > 0 ? or(...conditions) : sql`false`)
  return db
    .select({ kind: sql<StoredHashes['kind']>`'tile'`, level, index, hashes })
    .from(auditLogTiles)
    .where(and(ofLog, any(tileConditions)))
    .unionAll(
      db
        .select({ kind: sql<StoredHashes['kind']>`'root'`, level, index, hashes: root })
        .from(auditLogTiles)
        .where(and(ofLog, any(rootConditions))),
    )
    .unionAll(
      db
        .select({
          kind: sql<StoredHashes['kind']>`'leaves'`,
          level: sql<number>`0`,
          index: firstIndex,
          hashes: auditLogBatches.hashes,
        })
        .from(auditLogBatches)
        .where(and(eq(auditLogBatches.log, log), any(leafConditions))),
    )
}
