import type { PolicyId } from '@desk/shared/kernel/ids'
import { deliveredEvents } from '@desk/shared/policies/board-schemas'
import { and, desc, eq, inArray, or, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { notices, policyMailings, policyRounds, policyVersions } from '../../db/schema/index.ts'

/** The card of a day names all that its receiver owes: whether this policy was among it, the mailing knows. */
const wasReminded = (policyId: PolicyId) =>
  sql`exists (select 1 from ${policyRounds} join ${policyMailings} on ${policyMailings.roundKey} = ${policyRounds.key}
    where ${policyRounds.key} like 'daily:%' and ${policyRounds.day}::text = ${notices.objectId}
      and ${policyId} = any(${policyMailings.policyIds}) and ${notices.userid} = any(${policyMailings.userids}))`

/** The last message to this person about this policy, as far as messages are kept. */
export async function findLastDelivery(db: Database, policyId: PolicyId, userid: string) {
  const { event, objectId, state, plannedAt, admittedAt } = notices
  const ofVersion = db
    .select({ id: policyVersions.id })
    .from(policyVersions)
    .where(eq(policyVersions.policyId, policyId))
  const [row] = await db
    .select({ event: sql<(typeof deliveredEvents)[number]>`${event}`, state, plannedAt, admittedAt })
    .from(notices)
    .where(
      and(
        eq(sql`lower(${notices.userid})`, userid.toLowerCase()),
        inArray(event, [...deliveredEvents]),
        or(
          inArray(objectId, ofVersion),
          and(eq(event, 'policy.urged'), eq(sql`split_part(${objectId}, ':', 1)`, policyId)),
          and(eq(event, 'policy.reminded'), wasReminded(policyId)),
        ),
      ),
    )
    .orderBy(desc(plannedAt))
    .limit(1)
  return row ?? null
}
