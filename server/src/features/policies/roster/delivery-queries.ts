import type { PolicyId } from '@desk/shared/kernel/ids'
import { deliveredEvents } from '@desk/shared/policies/board-schemas'
import { and, desc, eq, inArray, isNull, like, or, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { notices, policyMailings, policyReminderBatches, policyVersions } from '../../../db/schema/index.ts'

/** Maximum number of messages that are read: more than a person receives in 30 days, the default retention of messages. */
const MAX_NOTICES = 60

/** Finds the last stored message to this person about this policy; null if there is none. */
export async function findLastDelivery(db: Database, policyId: PolicyId, userid: string) {
  // Checked one by one, since the recipients of a mailing are a long list; usually the first one matches.
  for (const notice of await listCandidates(db, policyId, userid))
    if (notice.event !== 'policy.reminded' || (await isInDailyReminder(db, policyId, notice))) return notice
  return null
}

/** Lists the stored messages to this person about this policy, newest first. */
export async function listDeliveries(db: Database, policyId: PolicyId, userid: string) {
  const candidates = await listCandidates(db, policyId, userid)
  const isAbout = async (notice: (typeof candidates)[number]) =>
    notice.event !== 'policy.reminded' ||
    // Older messages do not store their policies.
    (notice.policyIds?.includes(policyId) ?? (await isInDailyReminder(db, policyId, notice)))
  const matches = await Promise.all(candidates.map(isAbout))
  return candidates.filter((_, index) => matches[index])
}

/** Lists messages to this person that may be about this policy, newest first: daily reminders may be about other policies. */
function listCandidates(db: Database, policyId: PolicyId, userid: string) {
  const { event, objectId, state, plannedAt, admittedAt } = notices
  const versionIds = db
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
      policyIds: notices.policyIds,
    })
    .from(notices)
    .where(
      and(
        eq(sql`lower(${notices.userid})`, userid.toLowerCase()),
        inArray(event, [...deliveredEvents]),
        or(
          inArray(objectId, versionIds),
          and(eq(event, 'policy.urged'), eq(sql`split_part(${objectId}, ':', 1)`, policyId)),
          and(
            eq(event, 'policy.reminded'),
            or(isNull(notices.policyIds), sql`${policyId} = any(${notices.policyIds})`),
          ),
        ),
      ),
    )
    .orderBy(desc(plannedAt))
    .limit(MAX_NOTICES)
}

/** Returns whether the daily reminder of this day to this person was about this policy. */
async function isInDailyReminder(
  db: Database,
  policyId: PolicyId,
  { objectId: day, userid }: { objectId: string; userid: string },
): Promise<boolean> {
  const batches = await db
    .select({ key: policyReminderBatches.key })
    .from(policyReminderBatches)
    .where(and(eq(policyReminderBatches.day, day), like(policyReminderBatches.key, 'daily:%')))
  if (batches.length === 0) return false
  const keys = batches.map(({ key }) => key)
  const [found] = await db
    .select({ id: policyMailings.id })
    .from(policyMailings)
    .where(
      and(
        inArray(policyMailings.batchKey, keys),
        sql`${policyId} = any(${policyMailings.policyIds})`,
        sql`${userid} = any(${policyMailings.userids})`,
      ),
    )
    .limit(1)
  return found !== undefined
}
