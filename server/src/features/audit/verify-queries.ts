import { and, asc, desc, eq, gt, gte, lte, min, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { auditAnchors, auditBlocks, auditEntries } from '../../db/schema/index.ts'
import type { BlockRow, EntryRow } from './seal-queries.ts'

export type AnchorRow = typeof auditAnchors.$inferSelect

export const listBlocks = (db: Database, afterNo: number, limit: number): Promise<BlockRow[]> =>
  db.select().from(auditBlocks).where(gt(auditBlocks.no, afterNo)).orderBy(asc(auditBlocks.no)).limit(limit)

/** Lists entries up to `upTo`. `after` null: from the beginning, including numbers below 1. */
export const listEntries = (db: Database, after: number | null, upTo: number): Promise<EntryRow[]> =>
  db
    .select()
    .from(auditEntries)
    .where(and(after === null ? undefined : gt(auditEntries.seq, after), lte(auditEntries.seq, upTo)))
    .orderBy(asc(auditEntries.seq))

export const listAnchors = (db: Database): Promise<AnchorRow[]> =>
  db.select().from(auditAnchors).orderBy(asc(auditAnchors.blockNo))

export async function lastAnchor(db: Database): Promise<AnchorRow | null> {
  const [row] = await db.select().from(auditAnchors).orderBy(desc(auditAnchors.blockNo)).limit(1)
  return row ?? null
}

export async function findBlock(db: Database, no: number): Promise<BlockRow | null> {
  const [row] = await db.select().from(auditBlocks).where(eq(auditBlocks.no, no))
  return row ?? null
}

/** Returns the first anchor of this or a later block. */
export async function firstAnchorFrom(db: Database, no: number): Promise<AnchorRow | null> {
  const [row] = await db
    .select()
    .from(auditAnchors)
    .where(gte(auditAnchors.blockNo, no))
    .orderBy(asc(auditAnchors.blockNo))
    .limit(1)
  return row ?? null
}

/** Lists the fields that the hash of a block covers, without the row hashes. */
export const listBlockHeads = (db: Database, after: number, upTo: number) => {
  const { no, seqs, rowsHash, prevHash, hash, sealedAt } = auditBlocks
  return db
    .select({ no, seqs, rowsHash, prevHash, hash, sealedAt })
    .from(auditBlocks)
    .where(and(gt(no, after), lte(no, upTo)))
    .orderBy(asc(no))
}

/** Counts the rows after `seq`, which no anchor covers yet. */
export async function tailAfter(db: Database, seq: number): Promise<{ rows: number; oldestAt: Date | null }> {
  const [tail] = await db
    .select({ rows: sql<number>`count(*)::int`, oldestAt: min(auditEntries.at) })
    .from(auditEntries)
    .where(gt(auditEntries.seq, seq))
  return { rows: tail?.rows ?? 0, oldestAt: tail?.oldestAt ?? null }
}
