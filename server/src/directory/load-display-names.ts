import type { MemberRef } from '@desk/shared/directory/member-ref'
import { inArray, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
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
  const keys = [...new Set(userids.map((userid) => userid.toLowerCase()))]
  const ofPeople = db
    .select({
      userid: sql<string | null>`${members.userid}`,
      departmentId: sql<number | null>`null::int`,
      name: members.name,
    })
    .from(members)
    .where(inArray(sql`lower(${members.userid})`, keys))
  const ofDepartments = db
    .select({
      userid: sql<string | null>`null`,
      departmentId: sql<number | null>`${departments.id}`,
      name: departments.name,
    })
    .from(departments)
    .where(inArray(departments.id, [...new Set(departmentIds)]))
  const rows = await ofPeople.unionAll(ofDepartments)
  const people = new Map<string, MemberRef>()
  const names = new Map<number, string>()
  for (const { userid, departmentId, name } of rows) {
    if (userid !== null) people.set(userid.toLowerCase(), { userid, name })
    if (departmentId !== null) names.set(departmentId, name)
  }
  return { people: (userid) => people.get(userid.toLowerCase()) ?? { userid, name: userid }, departments: names }
}
