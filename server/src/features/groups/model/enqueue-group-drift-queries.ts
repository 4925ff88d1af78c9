import { sql } from 'drizzle-orm'
import type { Tx } from '../../../db/database.ts'
import { chatGroups, groupMembers } from '../../../db/schema/index.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'

export const GROUP_DRIFT_TOPIC = 'groups.drift'

/**
 * These people moved, left, were locked or came back: the groups they are in are looked at. Written in the transaction of
 * that change, for those alone who are in one or own one.
 */
export async function enqueueGroupDrift(tx: Tx, userids: readonly string[], at: Date): Promise<void> {
  if (userids.length === 0) return
  const wanted = JSON.stringify([...new Set(userids.map((userid) => userid.toLowerCase()))])
  // One look into an index for each, however many groups there are.
  const result = await tx.execute(sql`
    select asked.key as userid from jsonb_array_elements_text(${wanted}::jsonb) as asked(key)
    where exists (select 1 from (select 1 from ${groupMembers} as one
        where one.userid = asked.key and one.left_at is null limit 1) as member)
      or exists (select 1 from (select 1 from ${chatGroups} as one
        where lower(one.owner_id) = asked.key and one.state <> 'gone' limit 1) as owned)`)
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
