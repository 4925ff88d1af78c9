import { eq, inArray, sql } from 'drizzle-orm'
import { intArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import { departments } from '../../../db/schema/index.ts'
import { pathNames } from '../../../directory/department-names.ts'

/** From the root; just itself when the mirror does not know it. */
export async function pathOfDepartment(db: Database, departmentId: number): Promise<readonly number[]> {
  const [row] = await db.select({ path: departments.path }).from(departments).where(eq(departments.id, departmentId))
  return row?.path ?? [departmentId]
}

/** Departments as people say them: names from below the company down to each, in one question. */
export async function namesOfPaths(db: Database, ids: readonly number[]): Promise<ReadonlyMap<number, string[]>> {
  const names = sql<[number, string][]>`(
    select json_agg(json_build_array(above.id, above.name)) from ${departments} as above
    where above.id = any(${departments}.path))`
  const rows = await db
    .select({ id: departments.id, path: departments.path, names })
    .from(departments)
    .where(sql`${departments.id} = any(${intArray([...new Set(ids)])})`)
  return new Map(rows.map((row) => [row.id, pathNames(row.path, new Map(row.names))]))
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
