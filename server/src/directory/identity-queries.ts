import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { matchesUserid } from '../db/matches-userid.ts'
import { members } from '../db/schema/index.ts'

/** What every page shows of its reader: the name, and the names of the departments above them, without the company. */
export type Identity = { name: string; department: string[] }

/**
 * Returns the SQL of the names of the path to the main department of a row of `members`, by the rule of `pathNames`. A
 * department that the directory does not show has no name.
 */
export const pathNamesColumn = (): SQL<string[]> => sql<string[]>`(
  select coalesce(json_agg(above.name order by one.place), '[]'::json)
  from departments as own
  cross join lateral unnest(own.path) with ordinality as one(id, place)
  join departments as above on above.id = one.id
  where own.id = members.main_department_id and (one.id <> 1 or cardinality(own.path) = 1))`

/** Returns the identity of a member. @throws Error for a userid that the directory never contained */
export async function requireIdentity(db: Database, userid: string): Promise<Identity> {
  const [row] = await db
    .select({ name: members.name, department: pathNamesColumn() })
    .from(members)
    .where(matchesUserid(members.userid, userid))
  // Sessions exist only for members in the directory, whose rows are never deleted.
  if (!row) throw new Error('A signed-in member is missing from the directory')
  return row
}
