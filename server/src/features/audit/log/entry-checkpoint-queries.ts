import type { AuditRow } from '@desk/shared/audit/audit-schemas'
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { auditCheckpoints, auditLogAnchors, auditLogBatches } from '../../../db/schema/index.ts'

type Checkpoint = NonNullable<AuditRow['checkpoint']>
type Row = { seq: number; index: number; size: number; signedMs: number; anchoredMs: number | null }

/**
 * Maps entries to the first signed checkpoint of a log that covers them, and to the first daily one for the auditors. Entries
 * that no signed checkpoint covers are omitted. Each entry is found by an index, however large the log is.
 */
export async function checkpointsOf(
  db: Database,
  log: number,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, Checkpoint>> {
  const rows = await rowsOf<Row>(
    db,
    sql`select entry.seq::float8 as seq, leaf.index::float8 as index, signed.size::float8 as size,
      (extract(epoch from signed.at) * 1000)::float8 as "signedMs",
      (extract(epoch from sent.at) * 1000)::float8 as "anchoredMs"
    from (select jsonb_array_elements_text(${JSON.stringify(seqs)}::jsonb)::bigint as seq) as entry
    cross join lateral (select batch.first_index, batch.seqs from ${auditLogBatches} as batch
      where batch.log = ${log} and batch.last_seq >= entry.seq order by batch.last_seq limit 1) as batch
    -- Computed once: each comparison below would look through the batch again.
    cross join lateral (select batch.first_index + array_position(batch.seqs, entry.seq) - 1 as index offset 0) as leaf
    cross join lateral (select checkpoint.size, checkpoint.at from ${auditCheckpoints} as checkpoint
      where checkpoint.log = ${log} and checkpoint.size > leaf.index order by checkpoint.size limit 1) as signed
    left join lateral (select anchor.at from ${auditLogAnchors} as anchor
      where anchor.log = ${log} and anchor.size > leaf.index order by anchor.size limit 1) as sent on true`,
  )
  const textOf = (ms: number) => new Date(Math.round(ms)).toISOString()
  return new Map(
    rows.map(({ seq, index, size, signedMs, anchoredMs }) => [
      seq,
      { index, size, signedAt: textOf(signedMs), anchoredAt: anchoredMs === null ? null : textOf(anchoredMs) },
    ]),
  )
}
