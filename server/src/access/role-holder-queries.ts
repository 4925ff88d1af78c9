import type { Role } from '@desk/shared/identity/actor'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { members, roleGrants } from '../db/schema/index.ts'
import { isNotSuspended } from '../directory/suspension-queries.ts'
import type { ReadDeps } from '../kernel/deps.ts'
import { isGrantActive, today } from './grant-conditions.ts'
import { ACTIVE } from '../directory/member-drift.ts'

/** Lists members who hold one of these roles and can sign in, by userid. */
export async function listRoleHolders(
  deps: Pick<ReadDeps, 'db' | 'clock' | 'site'>,
  ...roles: readonly Role[]
): Promise<string[]> {
  const rows = await deps.db
    .selectDistinct({ userid: members.userid })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        inArray(roleGrants.role, [...roles]),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
        isGrantActive(today(deps)),
      ),
    )
    .orderBy(members.userid)
  return rows.map(({ userid }) => userid)
}
