import { and, asc, desc, gt, lte, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { auditBlocks, auditEntries } from '../../db/schema/index.ts'

export type EntryRow = typeof auditEntries.$inferSelect
export type BlockRow = typeof auditBlocks.$inferSelect

/** Arbitrary key of the advisory lock: only one instance at a time extends the chain. */
const CHAIN_LOCK = 7_216_346

/** Takes the chain lock until the transaction ends. False: another instance holds it. */
export async function tryChainLock(tx: Tx): Promise<boolean> {
  const [row] = await tx
    .select({ got: sql<boolean>`pg_try_advisory_xact_lock(${CHAIN_LOCK})` })
    .from(sql`(select 1) as one`)
  return row?.got === true
}

export async function lastEntrySeq(db: Database): Promise<number> {
  const [row] = await db.select({ seq: auditEntries.seq }).from(auditEntries).orderBy(desc(auditEntries.seq)).limit(1)
  return row?.seq ?? 0
}

/** Lists open transactions that write to the audit table. They take this lock before they draw a row number. */
export async function openWriters(db: Database): Promise<readonly string[]> {
  const rows = await db
    .select({ id: sql<string>`virtualtransaction` })
    .from(sql`pg_locks`)
    .where(
      sql`relation = 'audit_entries'::regclass and mode = 'RowExclusiveLock'
        and database = (select oid from pg_database where datname = current_database())`,
    )
  return rows.map(({ id }) => id)
}

export async function lastBlock(db: Database): Promise<BlockRow | null> {
  const [row] = await db.select().from(auditBlocks).orderBy(desc(auditBlocks.no)).limit(1)
  return row ?? null
}

export const listEntriesBetween = (
  db: Database,
  range: { after: number; upTo: number },
  limit: number,
): Promise<EntryRow[]> =>
  db
    .select()
    .from(auditEntries)
    .where(and(gt(auditEntries.seq, range.after), lte(auditEntries.seq, range.upTo)))
    .orderBy(asc(auditEntries.seq))
    .limit(limit)

export async function insertBlock(tx: Tx, block: typeof auditBlocks.$inferInsert): Promise<void> {
  await tx.insert(auditBlocks).values(block)
}

/** Last sealed block, as stated in an export; null before the first block. */
export type ChainHead = { no: number; hash: string; sealedAt: string } | null

export async function chainHead(db: Database): Promise<ChainHead> {
  const block = await lastBlock(db)
  return block && { no: block.no, hash: block.hash, sealedAt: block.sealedAt.toISOString() }
}
