import { and, asc, gt, lte, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { auditEntries } from '../../../db/schema/index.ts'
import type { EntryRow } from '../chain/chain-queries.ts'

/** Arbitrary key of the advisory lock: only one instance at a time extends the log. */
const SEALER_LOCK = 7_216_346

/** Takes the sealer's lock until the transaction ends. False: another instance holds it. */
export async function trySealerLock(tx: Tx): Promise<boolean> {
  const [row] = await tx
    .select({ got: sql<boolean>`pg_try_advisory_xact_lock(${SEALER_LOCK})` })
    .from(sql`(select 1) as one`)
  return row?.got === true
}

/** Lists open transactions that write to the audit table. They take a RowExclusiveLock on it before they draw a row number. */
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
