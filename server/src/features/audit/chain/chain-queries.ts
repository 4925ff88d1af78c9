import { and, asc, eq, gt, lte } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { auditAnchors, auditBlocks, auditEntries } from '../../../db/schema/index.ts'

export type EntryRow = typeof auditEntries.$inferSelect
export type BlockRow = typeof auditBlocks.$inferSelect
export type ChainAnchorRow = typeof auditAnchors.$inferSelect

export const listBlocks = (db: Database, afterNo: number, limit: number): Promise<BlockRow[]> =>
  db.select().from(auditBlocks).where(gt(auditBlocks.no, afterNo)).orderBy(asc(auditBlocks.no)).limit(limit)

/** Lists entries up to `upTo`. `after` null: from the beginning, including numbers below 1. */
export const listEntries = (db: Database, after: number | null, upTo: number): Promise<EntryRow[]> =>
  db
    .select()
    .from(auditEntries)
    .where(and(after === null ? undefined : gt(auditEntries.seq, after), lte(auditEntries.seq, upTo)))
    .orderBy(asc(auditEntries.seq))

export const listChainAnchors = (db: Database): Promise<ChainAnchorRow[]> =>
  db.select().from(auditAnchors).orderBy(asc(auditAnchors.blockNo))

/**
 * Returns the details of the entry with which the chain was imported into the log; null: there is none. Only the first entry
 * counts, since the app writes one: a later one, forged with the hash of a changed chain, would hide the change.
 */
export async function findImportedChain(db: Database): Promise<Record<string, unknown> | null> {
  const [entry] = await db
    .select({ details: auditEntries.details })
    .from(auditEntries)
    .where(eq(auditEntries.action, 'audit.chain_imported'))
    .orderBy(asc(auditEntries.seq))
    .limit(1)
  return entry?.details ?? null
}
