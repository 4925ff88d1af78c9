import { inArray } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { departments } from '../db/schema/index.ts'
import { ROOT_DEPARTMENT } from './root-department.ts'

/** Returns department names by id. The root is the company itself: readers omit it. */
export async function departmentNames(db: Database, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const uniqueIds = [...new Set(ids)]
  if (uniqueIds.length === 0) return new Map()
  const rows = await db
    .select({ id: departments.id, name: departments.name })
    .from(departments)
    .where(inArray(departments.id, uniqueIds))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Returns the names of a path without the company; the company's own name for a member without a department. */
export function pathNames(path: readonly number[], names: ReadonlyMap<number, string>): string[] {
  const below = path.length > 1 ? path.filter((id) => id !== ROOT_DEPARTMENT) : path
  return below.flatMap((id) => names.get(id) ?? [])
}
