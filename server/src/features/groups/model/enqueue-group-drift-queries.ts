import { sql } from 'drizzle-orm'
import type { Tx } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { chatGroups, groupJoinRequests, groupMembers } from '../../../db/schema/index.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'

export const GROUP_DRIFT_TOPIC = 'groups.drift'

/**
 * Enqueues a check of the groups of people who moved, left, were locked or returned, whose contract ended, or who lead a group
 * that is restored. Enqueues nothing for people who are in no group, own none and have no open join request.
 */
export async function enqueueGroupDrift(tx: Tx, userids: readonly string[], at: Date): Promise<void> {
  if (userids.length === 0) return
  const keys = JSON.stringify([...new Set(userids.map((userid) => userid.toLowerCase()))])
  // One index lookup per person, independent of the number of groups.
  const rows = await rowsOf<{ userid: string }>(
    tx,
    sql`
    select asked.key as userid from jsonb_array_elements_text(${keys}::jsonb) as asked(key)
    where exists (select 1 from (select 1 from ${groupMembers} as one
        where one.userid = asked.key and one.left_at is null limit 1) as member)
      or exists (select 1 from (select 1 from ${chatGroups} as one
        where lower(one.owner_id) = asked.key and one.state <> 'gone' limit 1) as owned)
      or exists (select 1 from (select 1 from ${groupJoinRequests} as one
        where one.userid = asked.key and one.state = 'asked' limit 1) as requested)`,
  )
  await enqueue(
    tx,
    rows.map(({ userid }) => ({
      topic: GROUP_DRIFT_TOPIC,
      payload: { userid },
      // The key contains the time: a running job may have read the groups already.
      dedupeKey: `${GROUP_DRIFT_TOPIC}:${userid}:${at.toISOString()}`,
      groupKey: `${GROUP_DRIFT_TOPIC}:${userid}`,
      runAt: at,
    })),
  )
}
