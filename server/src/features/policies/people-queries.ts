import { eq, inArray } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { departments } from '../../db/schema/index.ts'

/** From the root; just itself when the mirror does not know it. */
export async function pathOfDepartment(db: Database, departmentId: number): Promise<readonly number[]> {
  const [row] = await db.select({ path: departments.path }).from(departments).where(eq(departments.id, departmentId))
  return row?.path ?? [departmentId]
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
