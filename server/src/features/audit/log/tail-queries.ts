import { and, asc, desc, eq, gt, lte } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { auditEntries, auditLogBatches } from '../../../db/schema/index.ts'
import { batchOfSeq, currentLog, endOfLog, type LogEnd } from './log-queries.ts'

/** Returns the number of the audit entry at this index of a log; 0: the log is shorter. */
export async function seqOfIndex(db: Database, log: number, index: number): Promise<number> {
  const { firstIndex, seqs } = auditLogBatches
  const [row] = await db
    .select({ firstIndex, seqs })
    .from(auditLogBatches)
    .where(and(eq(auditLogBatches.log, log), lte(firstIndex, index)))
    .orderBy(desc(firstIndex))
    .limit(1)
  return row?.seqs[index - row.firstIndex] ?? 0
}

/**
 * Counts the entries after `seq`, which no anchor covers yet. The number of sealed entries follows from the log; only the others
 * are counted row by row, since on the day of a publication the tail has one entry per member.
 */
export async function tailAfter(db: Database, seq: number): Promise<{ rows: number; oldestAt: Date | null }> {
  const log = await currentLog(db)
  const end = log ? await endOfLog(db, log.no) : { size: 0, lastSeq: 0 }
  const sealed = log ? end.size - (await sizeUpTo(db, log.no, { seq, end })) : 0
  const [oldest] = await db
    .select({ at: auditEntries.at })
    .from(auditEntries)
    .where(gt(auditEntries.seq, seq))
    .orderBy(asc(auditEntries.seq))
    .limit(1)
  const unsealed = await db.$count(auditEntries, gt(auditEntries.seq, Math.max(seq, end.lastSeq)))
  return { rows: sealed + unsealed, oldestAt: oldest?.at ?? null }
}

/** Returns how many leaves of a log are of entries up to `seq`. */
async function sizeUpTo(db: Database, log: number, { seq, end }: { seq: number; end: LogEnd }): Promise<number> {
  const batch = await batchOfSeq(db, log, seq + 1)
  return batch ? batch.firstIndex + batch.seqs.filter((sealed) => sealed <= seq).length : end.size
}
