import { and, count, inArray, ne, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { departments, members, roleGrants } from '../../../db/schema/index.ts'
import { isGrantActive, today } from '../../../access/grant-conditions.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { ACTIVE, LEFT } from '../../../directory/member-drift.ts'

/** Returns which of these people have not left, by lower-case userid, and whether each is active. */
export async function findPresentMembers(
  db: Database,
  userids: readonly string[],
): Promise<ReadonlyMap<string, { isActive: boolean }>> {
  if (userids.length === 0) return new Map()
  const keys = [...new Set(userids.map((userid) => userid.toLowerCase()))]
  const key = sql<string>`lower(${members.userid})`
  const rows = await db
    .select({ key, status: members.status })
    .from(members)
    .where(and(inArray(key, keys), ne(members.status, LEFT)))
  return new Map(rows.map((row) => [row.key, { isActive: row.status === ACTIVE }]))
}

/**
 * Returns these members with the path of their main department. Uses two queries: a join would read every department
 * for about twenty people.
 */
export async function findMembers(db: Database, userids: readonly string[]) {
  const keys = [...new Set(userids.map((userid) => userid.toLowerCase()))]
  if (keys.length === 0) return []
  const rows = await db
    .select({ userid: members.userid, name: members.name, department: members.mainDepartmentId })
    .from(members)
    .where(inArray(sql`lower(${members.userid})`, keys))
  const departmentIds = [...new Set(rows.flatMap(({ department }) => department ?? []))]
  const paths =
    departmentIds.length === 0
      ? []
      : await db
          .select({ id: departments.id, path: departments.path })
          .from(departments)
          .where(inArray(departments.id, departmentIds))
  const pathOf = new Map(paths.map(({ id, path }) => [id, path]))
  return rows.map(({ department, ...row }) => ({ ...row, path: pathOf.get(department ?? 0) ?? [] }))
}

/** Returns whether the person holds a role or leads a department: then two reports of colleagues do not lock the account. */
export async function holdsRoleOrLeads(deps: ReadDeps, userid: string): Promise<boolean> {
  const [row] = await deps.db
    .select({ held: count() })
    .from(roleGrants)
    .where(and(matchesUserid(roleGrants.userid, userid), isGrantActive(today(deps))))
  if ((row?.held ?? 0) > 0) return true
  return (
    (await deps.db.$count(
      members,
      and(matchesUserid(members.userid, userid), sql`cardinality(${members.leaderOf}) > 0`),
    )) > 0
  )
}
