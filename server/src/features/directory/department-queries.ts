import { and, inArray, ne, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { departments, directoryChanges, members } from '../../db/schema/index.ts'
import { LEFT } from '../../directory/member-drift.ts'

export type DepartmentRow = typeof departments.$inferSelect
export type DepartmentDrift = Pick<
  typeof directoryChanges.$inferInsert,
  'kind' | 'departmentId' | 'details' | 'at' | 'source'
>

/** Lists all synced departments. WeCom allows at most 30,000 (81001), so they fit in memory. */
export const readDepartments = (tx: Tx): Promise<DepartmentRow[]> => tx.select().from(departments)

/** Serializes syncs of the departments until the transaction ends. */
export async function lockDepartments(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('departments', 0))`)
}

/** Writes all rows by one statement with one JSON parameter, however many departments there are. */
export async function writeDepartments(
  tx: Tx,
  rows: readonly Omit<DepartmentRow, 'syncedAt'>[],
  at: Date,
): Promise<void> {
  const json = JSON.stringify(
    rows.map(({ parentId, sortOrder, ...row }) => ({ ...row, parent_id: parentId, sort_order: sortOrder })),
  )
  await tx.execute(sql`
    insert into ${departments} (id, name, parent_id, sort_order, path, synced_at)
    select id, name, parent_id, sort_order, path, ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${json}::jsonb)
      as r(id int, name text, parent_id int, sort_order bigint, path int[])
    order by id
    on conflict (id) do update set
      name = excluded.name, parent_id = excluded.parent_id, sort_order = excluded.sort_order, path = excluded.path,
      synced_at = excluded.synced_at`)
}

export async function touchDepartments(tx: Tx, at: Date): Promise<void> {
  await tx.update(departments).set({ syncedAt: at })
}

export async function deleteDepartments(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await tx
    .delete(departments)
    .where(sql`${departments.id} in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::int)`)
}

/** Counts the members of these departments, without those who left. */
export function countMembersIn(tx: Tx, rows: readonly { id: number }[]): Promise<number> {
  const ids = JSON.stringify(rows.map(({ id }) => id))
  const isIn = sql`${members.departmentIds} && array(select jsonb_array_elements_text(${ids}::jsonb)::int)`
  return tx.$count(members, and(ne(members.status, LEFT), isIn))
}

/** Returns when the departments were last synced; null before the first sync. */
export async function findDepartmentsSyncedAt(db: Database): Promise<Date | null> {
  const [row] = await db.select({ at: sql<string | null>`max(${departments.syncedAt})` }).from(departments)
  return row?.at ? new Date(row.at) : null
}

export async function insertDepartmentDrift(tx: Tx, rows: readonly DepartmentDrift[]): Promise<void> {
  const CHUNK = 1000
  for (let start = 0; start < rows.length; start += CHUNK)
    await tx.insert(directoryChanges).values(rows.slice(start, start + CHUNK))
}

/** Returns the root-to-leaf path of each department by id. */
export async function pathsOf(db: Database, ids: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>> {
  const uniqueIds = [...new Set(ids)]
  if (uniqueIds.length === 0) return new Map()
  const rows = await db
    .select({ id: departments.id, path: departments.path })
    .from(departments)
    .where(inArray(departments.id, uniqueIds))
  return new Map(rows.map(({ id, path }) => [id, path]))
}
