import { and, asc, eq, sql } from 'drizzle-orm'
import { members, roleGrants } from '../../db/schema/index.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { isGrantActive, today } from '../../access/grant-conditions.ts'
import { ACTIVE } from '../../directory/member-drift.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'

/** Lists the userids of the auditors who are active members and whose account is not suspended; they receive the anchors. */
export async function listAuditors(deps: ReadDeps): Promise<string[]> {
  const rows = await deps.db
    .selectDistinct({ userid: members.userid })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        eq(roleGrants.role, 'auditor'),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
        isGrantActive(today(deps)),
      ),
    )
    .orderBy(asc(members.userid))
  return rows.map(({ userid }) => userid)
}
