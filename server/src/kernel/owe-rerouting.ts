import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { requestCandidates, requests } from '../db/schema/index.ts'
import { enqueue } from '../outbox/outbox-queries.ts'

export const REROUTE_TOPIC = 'requests.reroute'

/**
 * These people hold less than before, or are away from `runAt` on: whatever waits for them may have to be asked of
 * somebody else. Written in the transaction of that change; the requests follow.
 */
export async function oweRerouting(tx: Tx, userids: readonly string[], runAt: Date): Promise<void> {
  const people = [...new Set(userids.map((userid) => userid.toLowerCase()))].sort()
  await enqueue(
    tx,
    people.map((userid) => ({
      topic: REROUTE_TOPIC,
      payload: { userid },
      // Not one for all times: a job that has begun may have looked already.
      dedupeKey: `${REROUTE_TOPIC}:${userid}:${runAt.toISOString()}`,
      groupKey: `${REROUTE_TOPIC}:${userid}:${runAt.toISOString()}`,
      runAt,
    })),
  )
}

/** As above for members who moved or left, most of whom have nothing to do with any open request. */
export async function oweReroutingOfConcerned(tx: Tx, userids: readonly string[], at: Date): Promise<void> {
  if (userids.length === 0) return
  const wanted = sql`(select lower(jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb)))`
  const isWanted = (column: SQL) => sql`lower(${column}) in ${wanted}`
  const asked = (column: SQL) =>
    sql`select lower(${column}) as userid from ${requestCandidates} where ${isWanted(column)} and closed_at is null`
  const result = await tx.execute(sql`
    ${asked(sql`userid`)} union ${asked(sql`on_behalf_of`)} union
    select lower(applicant_id) from ${requests} where ${isWanted(sql`applicant_id`)} and state = 'open'`)
  const { rows } = result as unknown as { rows: { userid: string }[] }
  await oweRerouting(
    tx,
    rows.map(({ userid }) => userid),
    at,
  )
}
