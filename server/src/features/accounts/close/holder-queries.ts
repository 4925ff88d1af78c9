import type { Role } from '@desk/shared/identity/actor'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { isGrantActive, today } from '../../../access/grant-conditions.ts'
import { members, roleGrants } from '../../../db/schema/index.ts'
import { isNotSuspended } from '../../../directory/suspension-queries.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'

/** Lists members who hold one of these roles and can sign in. */
export async function listRoleHolders(deps: ReadDeps, roles: readonly Role[]): Promise<string[]> {
  const rows = await deps.db
    .selectDistinct({ userid: members.userid })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        inArray(roleGrants.role, [...roles]),
        eq(members.status, 1),
        isNotSuspended(members.userid),
        isGrantActive(today(deps)),
      ),
    )
    .orderBy(members.userid)
  return rows.map(({ userid }) => userid)
}
