import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { delegations, requestCandidates, requests, roleGrants } from '../../../db/schema/index.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'

export const REROUTE_TOPIC = 'requests.reroute'

/**
 * Enqueues rerouting, at `runAt`, of the requests that a change of these people concerns. Written in the transaction of that
 * change.
 */
export async function enqueueRerouting(tx: Tx, userids: readonly string[], runAt: Date): Promise<void> {
  const people = [...new Set(userids.map((userid) => userid.toLowerCase()))].sort()
  await enqueue(
    tx,
    people.map((userid) => ({
      topic: REROUTE_TOPIC,
      payload: { userid },
      // The key holds the time: a job that has begun may have read the requests already.
      dedupeKey: `${REROUTE_TOPIC}:${userid}:${runAt.toISOString()}`,
      groupKey: `${REROUTE_TOPIC}:${userid}:${runAt.toISOString()}`,
      runAt,
    })),
  )
}

/**
 * Enqueues rerouting for members who moved, left, came back, or whose account was locked or unlocked, and for those
 * whose delegates they are; most of them have no open request.
 */
export async function enqueueReroutingOfConcerned(tx: Tx, userids: readonly string[], at: Date): Promise<void> {
  if (userids.length === 0) return
  const keys = sql`(select lower(jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb)))`
  const isAffected = (column: SQL) => sql`lower(${column}) in ${keys}`
  const approversIn = (column: SQL) =>
    sql`select lower(${column}) as userid from ${requestCandidates} where ${isAffected(column)} and closed_at is null`
  const rows = await rowsOf<{ userid: string }>(
    tx,
    sql`
    ${approversIn(sql`userid`)} union ${approversIn(sql`on_behalf_of`)} union
    select lower(userid) from ${roleGrants} where ${isAffected(sql`userid`)} and ended_at is null union
    select lower(principal) from ${delegations}
    where ${isAffected(sql`delegate`)} and revoked_at is null and ends_on >= (${at.toISOString()}::timestamptz - interval '1 day')::date union
    select lower(applicant_id) from ${requests} where ${isAffected(sql`applicant_id`)} and state = 'open' union
    select lower(subject_id) from ${requests}
    where ${isAffected(sql`subject_id`)} and state in ('open', 'returned', 'decided') union
    select lower(applicant_id) from ${requests}
    where applicant_id in (select jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb))
      and state in ('returned', 'decided')`,
  )
  await enqueueRerouting(
    tx,
    rows.map(({ userid }) => userid),
    at,
  )
}

/** Enqueues rerouting for applicants of open requests in or below departments that moved or were deleted. */
export async function enqueueReroutingUnder(tx: Tx, departmentIds: readonly number[], at: Date): Promise<void> {
  if (departmentIds.length === 0) return
  const rows = await rowsOf<{ userid: string }>(
    tx,
    sql`
    select distinct lower(applicant_id) as userid from ${requests}
    where state = 'open'
      and department_path && array(select jsonb_array_elements_text(${JSON.stringify(departmentIds)}::jsonb)::int)`,
  )
  await enqueueRerouting(
    tx,
    rows.map(({ userid }) => userid),
    at,
  )
}
