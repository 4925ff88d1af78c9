import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { textArray } from '../../../db/json-parameters.ts'
import { departments, members, partners } from '../../../db/schema/index.ts'
import { LEFT } from '../../../directory/member-drift.ts'

type Person = { userid: string; name: string }

export const listAllDepartments = (db: Database) =>
  db.select({ id: departments.id, name: departments.name, path: departments.path }).from(departments)

/** Lists the userids among `keys` that a member has or had. Both are in lower case. */
export async function listUsedUserids(db: Database, keys: readonly string[]): Promise<string[]> {
  const rows = await db
    .select({ userid: members.userid })
    .from(members)
    .where(sql`lower(${members.userid}) = any(${textArray(keys)})`)
  return rows.map(({ userid }) => userid.toLowerCase())
}

/**
 * Lists active members by their search key, or by userid, and those who left, except people whose userid
 * somebody else got since: they cannot return to it.
 */
export const listPeopleNamed = (
  db: Database,
  keys: readonly string[],
): Promise<(Person & { nameKey: string; leftAt: Date | null; isFormer: boolean; isPartner: boolean })[]> =>
  db
    .select({
      userid: members.userid,
      name: members.name,
      nameKey: members.nameKey,
      leftAt: members.leftAt,
      isFormer: sql<boolean>`${members.status} = ${LEFT}`,
      isPartner: sql<boolean>`exists (select 1 from ${partners} as own where own.userid = lower(members.userid))`,
    })
    .from(members)
    .where(
      sql`${members.status} in (1, ${LEFT}) and ${members.userid} not like '%@former-%' and (
        ${members.nameKey} = any(${textArray(keys)}) or lower(${members.userid}) = any(${textArray(keys)}))`,
    )
    .orderBy(members.userid)
