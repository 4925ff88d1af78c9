import type { AuditFilter } from '@desk/shared/audit/audit-schemas'
import { and, asc, desc, eq, gt, gte, inArray, lt, lte, sql, type SQL } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { auditBlocks, auditEntries } from '../../db/schema/index.ts'
import type { BlockRow, EntryRow } from './seal-queries.ts'

const matches = ({ actor, action, object, from, to }: AuditFilter): SQL | undefined =>
  and(
    actor === undefined ? undefined : eq(auditEntries.actor, actor),
    action === undefined ? undefined : eq(auditEntries.action, action),
    object === undefined ? undefined : eq(auditEntries.object, object),
    from === undefined ? undefined : gte(auditEntries.at, new Date(from)),
    to === undefined ? undefined : lt(auditEntries.at, new Date(to)),
  )

/** Newest first, below `before`. */
export const listNewest = (
  db: Database,
  filter: AuditFilter,
  before: number | null,
  limit: number,
): Promise<EntryRow[]> =>
  db
    .select()
    .from(auditEntries)
    .where(and(matches(filter), before === null ? undefined : lt(auditEntries.seq, before)))
    .orderBy(desc(auditEntries.seq))
    .limit(limit)

/** Oldest first, above `after` and up to `upTo`: an export that is read on while others write. */
export const listOldest = (
  db: Database,
  filter: AuditFilter,
  range: { after: number; upTo: number },
  limit: number,
): Promise<EntryRow[]> =>
  db
    .select()
    .from(auditEntries)
    .where(and(matches(filter), gt(auditEntries.seq, range.after), lte(auditEntries.seq, range.upTo)))
    .orderBy(asc(auditEntries.seq))
    .limit(limit)

/** The blocks in which these rows are sealed, in their order. */
export async function blocksOf(db: Database, seqs: readonly number[]): Promise<BlockRow[]> {
  if (seqs.length === 0) return []
  const [first, last] = [Math.min(...seqs), Math.max(...seqs)]
  const near = await db
    .select({ no: auditBlocks.no, firstSeq: auditBlocks.firstSeq, lastSeq: auditBlocks.lastSeq })
    .from(auditBlocks)
    .where(and(gte(auditBlocks.lastSeq, first), lte(auditBlocks.firstSeq, last)))
    .orderBy(asc(auditBlocks.no))
  const sorted = [...seqs].sort((one, other) => one - other)
  const wanted = near.filter(({ firstSeq, lastSeq }) => {
    const next = sorted.find((seq) => seq >= firstSeq)
    return next !== undefined && next <= lastSeq
  })
  if (wanted.length === 0) return []
  const numbers = wanted.map(({ no }) => no)
  return db.select().from(auditBlocks).where(inArray(auditBlocks.no, numbers)).orderBy(asc(auditBlocks.no))
}

export const countBlocks = async (db: Database): Promise<number> => {
  const [row] = await db.select({ no: sql<number>`coalesce(max(${auditBlocks.no}), 0)::int` }).from(auditBlocks)
  return row?.no ?? 0
}
