import { type Role, roles } from '@desk/shared/identity/actor'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { matchesUserid } from '../db/matches-userid.ts'
import { members, roleGrants } from '../db/schema/index.ts'
import { isNotSuspended } from '../directory/suspension-queries.ts'
import type { ReadDeps } from '../kernel/deps.ts'
import { isGrantActive, today } from './grant-conditions.ts'
import { ACTIVE } from '../directory/member-drift.ts'

/** Lists the roles that a member held at an instant, by the grants as they were then. */
export async function rolesAt({ db, site }: Pick<ReadDeps, 'db' | 'site'>, userid: string, at: Date): Promise<Role[]> {
  const rows = await db
    .selectDistinct({ role: roleGrants.role })
    .from(roleGrants)
    .where(and(matchesUserid(roleGrants.userid, userid), isGrantActive(dayIn(site.timeZone, at), at)))
  const held = new Set<string>(rows.map(({ role }) => role))
  return roles.filter((role) => held.has(role))
}

/** Lists members who hold one of these roles and can sign in, by userid. */
export async function listRoleHolders(
  deps: Pick<ReadDeps, 'db' | 'clock' | 'site'>,
  ...wanted: readonly Role[]
): Promise<string[]> {
  const rows = await deps.db
    .selectDistinct({ userid: members.userid })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        inArray(roleGrants.role, [...wanted]),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
        isGrantActive(today(deps)),
      ),
    )
    .orderBy(members.userid)
  return rows.map(({ userid }) => userid)
}
