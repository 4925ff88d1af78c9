import { and, eq, sql } from 'drizzle-orm'
import { members, roleGrants } from '../../../db/schema/index.ts'
import { isGrantActive, today } from '../../../access/grant-conditions.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'
import type { RosterDeps } from './roster-queries.ts'

/** Lists active members with an active grant as department admin. */
export async function listDepartmentAdmins(deps: RosterDeps): Promise<{ userid: string; departmentId: number }[]> {
  const rows = await deps.db
    .select({ userid: members.userid, departmentId: roleGrants.departmentId })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(and(eq(roleGrants.role, 'dept_admin'), eq(members.status, ACTIVE), isGrantActive(today(deps))))
  return rows.flatMap(({ userid, departmentId }) => (departmentId === null ? [] : [{ userid, departmentId }]))
}
