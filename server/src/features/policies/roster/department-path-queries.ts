import { eq, sql } from 'drizzle-orm'
import { intArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import { departments } from '../../../db/schema/index.ts'
import { pathNames } from '../../../directory/department-names.ts'

/** Returns the department's ids from the root; only itself when it is not in the synced directory. */
export async function pathOfDepartment(db: Database, departmentId: number): Promise<readonly number[]> {
  const [row] = await db.select({ path: departments.path }).from(departments).where(eq(departments.id, departmentId))
  return row?.path ?? [departmentId]
}

/** Returns the names of each department's path below the company, in one query. */
export async function listPathNames(db: Database, ids: readonly number[]): Promise<ReadonlyMap<number, string[]>> {
  const names = sql<[number, string][]>`(
    select json_agg(json_build_array(above.id, above.name)) from ${departments} as above
    where above.id = any(${departments}.path))`
  const rows = await db
    .select({ id: departments.id, path: departments.path, names })
    .from(departments)
    .where(sql`${departments.id} = any(${intArray([...new Set(ids)])})`)
  return new Map(rows.map((row) => [row.id, pathNames(row.path, new Map(row.names))]))
}

/** Returns the ids of each department's path from the root, in one query. */
export async function listPaths(db: Database, ids: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>> {
  const rows = await db
    .select({ id: departments.id, path: departments.path })
    .from(departments)
    .where(sql`${departments.id} = any(${intArray([...new Set(ids)])})`)
  return new Map(rows.map(({ id, path }) => [id, path]))
}
