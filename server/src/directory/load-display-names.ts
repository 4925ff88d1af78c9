import type { MemberRef } from '@desk/shared/directory/member-ref'
import { sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { intArrayPlaceholder, textArrayPlaceholder } from '../db/json-parameters.ts'
import { preparedOnce, UNNAMED } from '../db/prepared-once.ts'
import { departments, members } from '../db/schema/index.ts'

export type DisplayNames = {
  /** Returns a member by userid in any case. An unknown member has the userid as name. */
  people: (userid: string) => MemberRef
  departments: ReadonlyMap<number, string>
}

/** Loads the names of members and departments in one round trip, since a round trip costs more than the rows. */
export async function loadDisplayNames(
  db: Database,
  userids: readonly string[],
  departmentIds: readonly number[],
): Promise<DisplayNames> {
  const rows = await namesStatement(db).execute({
    userids: JSON.stringify([...new Set(userids.map((userid) => userid.toLowerCase()))]),
    departmentIds: JSON.stringify([...new Set(departmentIds)]),
  })
  return toDisplayNames(rows)
}

/** The name of a member or of a department. */
export type NameRow = { userid: string | null; departmentId: number | null; name: string }

/** Returns the lookups of these names. */
export function toDisplayNames(rows: readonly NameRow[]): DisplayNames {
  const people = new Map<string, MemberRef>()
  const names = new Map<number, string>()
  for (const { userid, departmentId, name } of rows) {
    if (userid !== null) people.set(userid.toLowerCase(), { userid, name })
    if (departmentId !== null) names.set(departmentId, name)
  }
  return { people: (userid) => people.get(userid.toLowerCase()) ?? { userid, name: userid }, departments: names }
}

const namesStatement = preparedOnce((db) =>
  db
    .select({
      userid: sql<string | null>`${members.userid}`,
      departmentId: sql<number | null>`null::int`,
      name: members.name,
    })
    .from(members)
    .where(sql`lower(${members.userid}) = any(${textArrayPlaceholder('userids')})`)
    .unionAll(
      db
        .select({
          userid: sql<string | null>`null`,
          departmentId: sql<number | null>`${departments.id}`,
          name: departments.name,
        })
        .from(departments)
        .where(sql`${departments.id} = any(${intArrayPlaceholder('departmentIds')})`),
    )
    .prepare(UNNAMED),
)
