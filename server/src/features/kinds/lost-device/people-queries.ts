import { eq, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { departments, members } from '../../../db/schema/index.ts'

/** These members with the path of their main department. */
export async function findMembers(db: Database, userids: readonly string[]) {
  const wanted = [...new Set(userids.map((userid) => userid.toLowerCase()))]
  if (wanted.length === 0) return []
  const rows = await db
    .select({ userid: members.userid, name: members.name, path: departments.path })
    .from(members)
    .leftJoin(departments, eq(departments.id, members.mainDepartmentId))
    .where(inArray(sql`lower(${members.userid})`, wanted))
  return rows.map(({ path, ...row }) => ({ ...row, path: path ?? [] }))
}
