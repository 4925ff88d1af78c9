import { and, desc, eq, gt, lte, min, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { auditEntries, auditLogBatches } from '../../../db/schema/index.ts'

/** Returns the number of the audit entry at this index of a log; 0: the log is shorter. */
export async function seqOfIndex(db: Database, log: number, at: number): Promise<number> {
  const { firstIndex, seqs } = auditLogBatches
  const [row] = await db
    .select({ firstIndex, seqs })
    .from(auditLogBatches)
    .where(and(eq(auditLogBatches.log, log), lte(firstIndex, at)))
    .orderBy(desc(firstIndex))
    .limit(1)
  return row?.seqs[at - row.firstIndex] ?? 0
}

/** Counts the rows after `seq`, which no anchor covers yet. */
export async function tailAfter(db: Database, seq: number): Promise<{ rows: number; oldestAt: Date | null }> {
  const [tail] = await db
    .select({ rows: sql<number>`count(*)::int`, oldestAt: min(auditEntries.at) })
    .from(auditEntries)
    .where(gt(auditEntries.seq, seq))
  return { rows: tail?.rows ?? 0, oldestAt: tail?.oldestAt ?? null }
}
