import type { AuditFilter } from '@desk/shared/audit/audit-schemas'
import { and, asc, desc, eq, gt, gte, lt, lte, sql, type SQL } from 'drizzle-orm'
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

export const countEntries = (db: Database, filter: AuditFilter, upTo: number): Promise<number> =>
  db.$count(auditEntries, and(matches(filter), lte(auditEntries.seq, upTo)))

/** The block within whose numbers this row lies; null: it is not yet. */
export async function blockOf(db: Database, seq: number): Promise<BlockRow | null> {
  const [row] = await db
    .select()
    .from(auditBlocks)
    .where(and(gte(auditBlocks.lastSeq, seq), lte(auditBlocks.firstSeq, seq)))
    .orderBy(asc(auditBlocks.lastSeq))
    .limit(1)
  return row ?? null
}

export const countBlocks = async (db: Database): Promise<number> => {
  const [row] = await db.select({ no: sql<number>`coalesce(max(${auditBlocks.no}), 0)::int` }).from(auditBlocks)
  return row?.no ?? 0
}
