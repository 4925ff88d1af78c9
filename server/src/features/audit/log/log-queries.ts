import { and, asc, desc, eq, gt, gte, lt, or } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { auditLogBatches, auditLogs, auditLogTiles } from '../../../db/schema/index.ts'

export type LogRow = typeof auditLogs.$inferSelect
export type BatchRow = typeof auditLogBatches.$inferSelect
export type TileRow = typeof auditLogTiles.$inferSelect
export type TileId = Pick<TileRow, 'level' | 'index'>

export async function currentLog(db: Database): Promise<LogRow | null> {
  const [row] = await db.select().from(auditLogs).orderBy(desc(auditLogs.no)).limit(1)
  return row ?? null
}

export const listLogs = (db: Database): Promise<LogRow[]> => db.select().from(auditLogs).orderBy(asc(auditLogs.no))

export async function insertLog(tx: Tx, log: LogRow): Promise<void> {
  await tx.insert(auditLogs).values(log)
}

/** Where a log ends: its number of leaves, and the audit entry of the last. */
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

export async function insertBatch(tx: Tx, batch: BatchRow): Promise<void> {
  await tx.insert(auditLogBatches).values(batch)
}

export async function insertTiles(tx: Tx, tiles: readonly TileRow[]): Promise<void> {
  if (tiles.length > 0) await tx.insert(auditLogTiles).values([...tiles])
}

/** Lists batches in the order of the log, from the one that begins after `afterIndex`. */
export const listBatches = (db: Database, log: number, afterIndex: number, limit: number): Promise<BatchRow[]> =>
  db
    .select()
    .from(auditLogBatches)
    .where(and(eq(auditLogBatches.log, log), gt(auditLogBatches.firstIndex, afterIndex)))
    .orderBy(asc(auditLogBatches.firstIndex))
    .limit(limit)

/** Returns the batch that contains the leaf of this audit entry; null: it is not in the log yet. */
export async function batchOfSeq(db: Database, log: number, seq: number): Promise<BatchRow | null> {
  const [row] = await db
    .select()
    .from(auditLogBatches)
    .where(and(eq(auditLogBatches.log, log), gte(auditLogBatches.lastSeq, seq)))
    .orderBy(asc(auditLogBatches.lastSeq))
    .limit(1)
  return row ?? null
}

/** Lists the hashes of batches that reach into the leaves from `from` on. */
export const listHashes = (db: Database, log: number, { from, to }: { from: number; to: number }) =>
  db
    .select({ firstIndex: auditLogBatches.firstIndex, hashes: auditLogBatches.hashes })
    .from(auditLogBatches)
    .where(
      and(
        eq(auditLogBatches.log, log),
        // A batch has at most this many leaves, so that the index finds those that begin before.
        gt(auditLogBatches.firstIndex, from - BATCH_MAX),
        lt(auditLogBatches.firstIndex, to),
      ),
    )
    .orderBy(asc(auditLogBatches.firstIndex))

/** Maximum of leaves appended in one transaction. */
export const BATCH_MAX = 1024

export async function listTiles(db: Database, log: number, ids: readonly TileId[]): Promise<TileRow[]> {
  if (ids.length === 0) return []
  const isOne = ids.map(({ level, index }) => and(eq(auditLogTiles.level, level), eq(auditLogTiles.index, index)))
  return db
    .select()
    .from(auditLogTiles)
    .where(and(eq(auditLogTiles.log, log), or(...isOne)))
}

/** Lists the roots of complete tiles of a level, which are hashes of the level above. */
export async function listTileRoots(
  db: Database,
  log: number,
  { level, from, to }: { level: number; from: number; to: number },
): Promise<Uint8Array[]> {
  const { index, root } = auditLogTiles
  const rows = await db
    .select({ root })
    .from(auditLogTiles)
    .where(and(eq(auditLogTiles.log, log), eq(auditLogTiles.level, level), gte(index, from), lt(index, to)))
    .orderBy(asc(index))
  return rows.map((row) => row.root)
}
