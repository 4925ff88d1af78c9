import type { PolicyId } from '@desk/shared/kernel/ids'
import { deliveredEvents } from '@desk/shared/policies/board-schemas'
import { and, desc, eq, inArray, like, or, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { notices, policyMailings, policyRounds, policyVersions } from '../../../db/schema/index.ts'

/** As many as a person hears in the weeks for which messages are kept. */
const LOOKED_AT = 60

/** The last message to this person about this policy, as far as messages are kept. */
export async function findLastDelivery(db: Database, policyId: PolicyId, userid: string) {
  // One day after the other, mostly the last alone: whom a mailing was for is a long list.
  for (const notice of await listNewest(db, policyId, userid))
    if (notice.event !== 'policy.reminded' || (await wasReminded(db, policyId, notice))) return notice
  return null
}

/** Newest first; of reminders also those about other policies. */
function listNewest(db: Database, policyId: PolicyId, userid: string) {
  const { event, objectId, state, plannedAt, admittedAt } = notices
  const ofVersion = db
    .select({ id: policyVersions.id })
    .from(policyVersions)
    .where(eq(policyVersions.policyId, policyId))
  return db
    .select({
      event: sql<(typeof deliveredEvents)[number]>`${event}`,
      objectId,
      userid: notices.userid,
      state,
      plannedAt,
      admittedAt,
    })
    .from(notices)
    .where(
      and(
        eq(sql`lower(${notices.userid})`, userid.toLowerCase()),
        inArray(event, [...deliveredEvents]),
        or(
          inArray(objectId, ofVersion),
          and(eq(event, 'policy.urged'), eq(sql`split_part(${objectId}, ':', 1)`, policyId)),
          eq(event, 'policy.reminded'),
        ),
      ),
    )
    .orderBy(desc(plannedAt))
    .limit(LOOKED_AT)
}

/** The card of a day names all that its receiver owes: whether this policy was among it, the mailing knows. */
async function wasReminded(
  db: Database,
  policyId: PolicyId,
  { objectId: day, userid }: { objectId: string; userid: string },
): Promise<boolean> {
  const rounds = await db
    .select({ key: policyRounds.key })
    .from(policyRounds)
    .where(and(eq(policyRounds.day, day), like(policyRounds.key, 'daily:%')))
  if (rounds.length === 0) return false
  const keys = rounds.map(({ key }) => key)
  const [found] = await db
    .select({ id: policyMailings.id })
    .from(policyMailings)
    .where(
      and(
        inArray(policyMailings.roundKey, keys),
        sql`${policyId} = any(${policyMailings.policyIds})`,
        sql`${userid} = any(${policyMailings.userids})`,
      ),
    )
    .limit(1)
  return found !== undefined
}
