import { inArray } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { departments } from '../db/schema/index.ts'

/** Department names by id. The root is the company itself: readers drop it. */
export async function departmentNames(db: Database, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const rows = await db
    .select({ id: departments.id, name: departments.name })
    .from(departments)
    .where(inArray(departments.id, wanted))
  return new Map(rows.map(({ id, name }) => [id, name]))
}
