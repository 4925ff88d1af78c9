import { and, asc, desc, eq, gt, isNull, lt, lte, max, notExists, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { auditCheckpoints, auditLogAnchors, auditLogs, auditTimestamps } from '../../../db/schema/index.ts'
import type { LogRow } from './log-queries.ts'

export type CheckpointRow = typeof auditCheckpoints.$inferSelect

export async function lastCheckpoint(db: Database, log: number): Promise<CheckpointRow | null> {
  const [row] = await db
    .select()
    .from(auditCheckpoints)
    .where(eq(auditCheckpoints.log, log))
    .orderBy(desc(auditCheckpoints.size))
    .limit(1)
  return row ?? null
}

/** Returns the current log with its last checkpoint; null: nothing of it was signed yet. */
export async function currentSigned(db: Database): Promise<{ log: LogRow; head: CheckpointRow } | null> {
  const [row] = await db
    .select({ log: auditLogs, head: auditCheckpoints })
    .from(auditLogs)
    .innerJoin(auditCheckpoints, eq(auditCheckpoints.log, auditLogs.no))
    .where(eq(auditLogs.no, db.select({ no: max(auditLogs.no) }).from(auditLogs)))
    .orderBy(desc(auditCheckpoints.size))
    .limit(1)
  return row ?? null
}

/** Returns the first checkpoint that contains the leaf at this index; null: none does yet. */
export async function firstCheckpointWith(db: Database, log: number, index: number): Promise<CheckpointRow | null> {
  const [row] = await listCheckpoints(db, log, index, 1)
  return row ?? null
}

export const listCheckpoints = (db: Database, log: number, after: number, limit: number): Promise<CheckpointRow[]> =>
  db
    .select()
    .from(auditCheckpoints)
    .where(and(eq(auditCheckpoints.log, log), gt(auditCheckpoints.size, after)))
    .orderBy(asc(auditCheckpoints.size))
    .limit(limit)

export async function insertCheckpoint(tx: Tx, checkpoint: CheckpointRow): Promise<void> {
  await tx.insert(auditCheckpoints).values(checkpoint)
}

/** A checkpoint that was sent to the auditors. `at`: when it was sent. `token`: its time stamp; null: none yet. */
export type AnchorRow = { log: number; size: number; at: Date; note: string; token: Uint8Array | null }

const selectAnchors = (db: Database) =>
  db
    .select({
      log: auditLogAnchors.log,
      size: auditLogAnchors.size,
      at: auditLogAnchors.at,
      note: auditCheckpoints.note,
      token: auditTimestamps.token,
    })
    .from(auditLogAnchors)
    .innerJoin(
      auditCheckpoints,
      and(eq(auditCheckpoints.log, auditLogAnchors.log), eq(auditCheckpoints.size, auditLogAnchors.size)),
    )
    .leftJoin(
      auditTimestamps,
      and(eq(auditTimestamps.log, auditLogAnchors.log), eq(auditTimestamps.size, auditLogAnchors.size)),
    )

export const listAnchors = (db: Database, log: number): Promise<AnchorRow[]> =>
  selectAnchors(db).where(eq(auditLogAnchors.log, log)).orderBy(asc(auditLogAnchors.size))

export async function lastAnchor(db: Database): Promise<AnchorRow | null> {
  const [row] = await selectAnchors(db).where(sql`(${auditLogAnchors.log}, ${auditLogAnchors.size}) = (
    select last.log, last.size from ${auditLogAnchors} as last order by last.log desc, last.size desc limit 1)`)
  return row ?? null
}

/** Returns the first anchor that contains the leaf at this index. */
export async function firstAnchorOf(db: Database, log: number, index: number): Promise<AnchorRow | null> {
  const [row] = await selectAnchors(db)
    .where(and(eq(auditLogAnchors.log, log), gt(auditLogAnchors.size, index)))
    .orderBy(asc(auditLogAnchors.size))
    .limit(1)
  return row ?? null
}

/** Returns when the last anchor without the leaf at this index was sent; null: there is none. */
export async function lastAnchoredWithout(db: Database, log: number, index: number): Promise<Date | null> {
  const { at, size } = auditLogAnchors
  const [row] = await db
    .select({ at })
    .from(auditLogAnchors)
    .where(and(eq(auditLogAnchors.log, log), lte(size, index)))
    .orderBy(desc(at))
    .limit(1)
  return row?.at ?? null
}

export async function findAnchor(db: Database, log: number, size: number): Promise<AnchorRow | null> {
  const [row] = await selectAnchors(db).where(and(eq(auditLogAnchors.log, log), eq(auditLogAnchors.size, size)))
  return row ?? null
}

export async function insertAnchor(tx: Tx, anchor: Pick<AnchorRow, 'log' | 'size' | 'at'>): Promise<void> {
  await tx.insert(auditLogAnchors).values(anchor)
}

/** Lists anchors without a time stamp, newest first. */
export const listUnstamped = (db: Database, limit: number): Promise<AnchorRow[]> =>
  selectAnchors(db).where(isNull(auditTimestamps.token)).orderBy(desc(auditLogAnchors.at)).limit(limit)

/** Counts the anchors that were sent before an instant and have no time stamp. */
export async function countUnstamped(db: Database, before: Date): Promise<number> {
  const isUnstamped = notExists(
    db
      .select({ size: auditTimestamps.size })
      .from(auditTimestamps)
      .where(and(eq(auditTimestamps.log, auditLogAnchors.log), eq(auditTimestamps.size, auditLogAnchors.size))),
  )
  return db.$count(auditLogAnchors, and(lt(auditLogAnchors.at, before), isUnstamped))
}

export async function insertTimestamp(
  tx: Tx,
  stamp: Pick<AnchorRow, 'log' | 'size' | 'at'> & { token: Uint8Array },
): Promise<void> {
  await tx.insert(auditTimestamps).values(stamp).onConflictDoNothing()
}
