import { inArray } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { departments } from '../../db/schema/index.ts'

/** Returns the root-to-leaf path of each department by id. */
export async function pathsOf(db: Database, ids: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const rows = await db
    .select({ id: departments.id, path: departments.path })
    .from(departments)
    .where(inArray(departments.id, wanted))
  return new Map(rows.map(({ id, path }) => [id, path]))
}
