import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { members, roleGrants } from '../../db/schema/index.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { isGrantActive, today } from '../../access/grant-conditions.ts'
import { ACTIVE } from '../../directory/member-drift.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'

/** Maximum number of contacts listed. */
const CONTACTS_MAX = 5

/** Lists active members of ops, whose accounts are not suspended, as privacy contacts. */
export async function listContacts(deps: ReadDeps): Promise<string[]> {
  const rows = await deps.db
    .selectDistinct({ userid: members.userid, name: members.name })
    .from(roleGrants)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${roleGrants.userid})`))
    .where(
      and(
        inArray(roleGrants.role, ['ops_lead', 'ops']),
        eq(members.status, ACTIVE),
        isNotSuspended(members.userid),
        isGrantActive(today(deps)),
      ),
    )
    .orderBy(asc(members.userid))
    .limit(CONTACTS_MAX)
  return rows.map(({ name }) => name)
}
