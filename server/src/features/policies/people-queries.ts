import { eq, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { departments } from '../../db/schema/index.ts'
import { pathNames } from '../../kernel/department-names.ts'

/** From the root; just itself when the mirror does not know it. */
export async function pathOfDepartment(db: Database, departmentId: number): Promise<readonly number[]> {
  const [row] = await db.select({ path: departments.path }).from(departments).where(eq(departments.id, departmentId))
  return row?.path ?? [departmentId]
}

/** A department as people say it: names from below the company down to it, in one question. */
export async function namesOfPath(db: Database, departmentId: number): Promise<string[]> {
  const path = db
    .select({ id: sql<number>`unnest(${departments.path})`.as('above') })
    .from(departments)
    .where(eq(departments.id, departmentId))
  const rows = await db
    .select({ id: departments.id, name: departments.name, depth: sql<number>`cardinality(${departments.path})` })
    .from(departments)
    .where(inArray(departments.id, path))
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return pathNames(
    rows.toSorted((one, other) => one.depth - other.depth).map(({ id }) => id),
    names,
  )
}

export async function pathsOfDepartments(
  db: Database,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: departments.id, path: departments.path })
    .from(departments)
    .where(inArray(departments.id, [...new Set(ids)]))
  return new Map(rows.map(({ id, path }) => [id, path]))
}
