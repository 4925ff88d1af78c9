import type { AuditFilter } from '@desk/shared/audit/audit-schemas'
import { and, asc, desc, eq, gt, gte, inArray, lt, lte, notInArray, sql, type SQL } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { auditBlocks, auditEntries } from '../../db/schema/index.ts'
import { withStoredTexts } from '../../kernel/audit/audit-texts-queries.ts'
import { ANONYMOUS_REPORTER, anonymousActions } from '../../kernel/audit/anonymous-actions.ts'
import type { BlockRow, EntryRow } from './seal-queries.ts'

/** Filters by actor. Anonymous actions never match a userid, since a match would reveal the reporter. */
const isBy = (actor: string): SQL | undefined =>
  actor === ANONYMOUS_REPORTER
    ? inArray(auditEntries.action, [...anonymousActions])
    : and(eq(auditEntries.actor, actor), notInArray(auditEntries.action, [...anonymousActions]))

const isUnnamed = ({ action }: EntryRow) => anonymousActions.some((act) => act === action)

/** Hides the reporter of anonymous actions, which earlier releases stored, and adds the erasable texts. */
const toReadable = (db: Database, rows: readonly EntryRow[]): Promise<EntryRow[]> =>
  withStoredTexts(
    db,
    rows.map((row) => (isUnnamed(row) ? { ...row, actor: ANONYMOUS_REPORTER } : row)),
  )

const matches = ({ actor, action, object, from, to }: AuditFilter): SQL | undefined =>
  and(
    actor === undefined ? undefined : isBy(actor),
    action === undefined ? undefined : eq(auditEntries.action, action),
    object === undefined ? undefined : eq(auditEntries.object, object),
    from === undefined ? undefined : gte(auditEntries.at, new Date(from)),
    to === undefined ? undefined : lt(auditEntries.at, new Date(to)),
  )

/** Lists entries below `before`, newest first. */
export const listNewest = async (
  db: Database,
  filter: AuditFilter,
  before: number | null,
  limit: number,
): Promise<EntryRow[]> => {
  const rows = await db
    .select()
    .from(auditEntries)
    .where(and(matches(filter), before === null ? undefined : lt(auditEntries.seq, before)))
    .orderBy(desc(auditEntries.seq))
    .limit(limit)
  return toReadable(db, rows)
}

/** Lists entries above `after` and up to `upTo`, oldest first. The upper limit ends an export during concurrent writes. */
export const listOldest = async (
  db: Database,
  filter: AuditFilter,
  range: { after: number; upTo: number },
  limit: number,
): Promise<EntryRow[]> => {
  const rows = await db
    .select()
    .from(auditEntries)
    .where(and(matches(filter), gt(auditEntries.seq, range.after), lte(auditEntries.seq, range.upTo)))
    .orderBy(asc(auditEntries.seq))
    .limit(limit)
  return toReadable(db, rows)
}

export const countEntries = (db: Database, filter: AuditFilter, upTo: number): Promise<number> =>
  db.$count(auditEntries, and(matches(filter), lte(auditEntries.seq, upTo)))

/** Returns the block that contains this row number; null: the row is not sealed yet. */
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
