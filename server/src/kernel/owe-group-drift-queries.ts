import { sql } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { chatGroups, groupMembers } from '../db/schema/index.ts'
import { enqueue } from '../outbox/outbox-queries.ts'

export const GROUP_DRIFT_TOPIC = 'groups.drift'

/**
 * These people moved, left, were locked or came back: the groups they are in are looked at. Written in the transaction of
 * that change, for those alone who are in one or own one.
 */
export async function oweGroupDrift(tx: Tx, userids: readonly string[], at: Date): Promise<void> {
  if (userids.length === 0) return
  const wanted = sql`(select lower(jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb)))`
  const result = await tx.execute(sql`
    select distinct userid from ${groupMembers} where userid in ${wanted} and left_at is null union
    select distinct lower(owner_id) from ${chatGroups} where lower(owner_id) in ${wanted} and state <> 'gone'`)
  const { rows } = result as unknown as { rows: { userid: string }[] }
  await enqueue(
    tx,
    rows.map(({ userid }) => ({
      topic: GROUP_DRIFT_TOPIC,
      payload: { userid },
      // Not one for all times: a job that has begun may have looked already.
      dedupeKey: `${GROUP_DRIFT_TOPIC}:${userid}:${at.toISOString()}`,
      groupKey: `${GROUP_DRIFT_TOPIC}:${userid}`,
      runAt: at,
    })),
  )
}
