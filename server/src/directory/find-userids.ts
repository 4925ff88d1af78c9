import type { Database } from '../db/database.ts'
import { findByPrefix, searchesFor } from './member-search-queries.ts'

/**
 * Finds members by name, pinyin or initials, also those who left: per kind of key, up to `limit` active members and up
 * to `limit` others. `within` limits them to these departments and those below.
 */
export async function findUserids(
  db: Database,
  q: string,
  limit: number,
  within: readonly number[] | null = null,
): Promise<string[]> {
  const userids = new Set<string>()
  for (const search of searchesFor(q))
    for (const isActive of [true, false])
      for (const { userid } of await findByPrefix(db, { ...search, excluded: [], within }, null, limit, isActive))
        userids.add(userid)
  return [...userids]
}
