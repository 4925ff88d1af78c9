import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { noticeKey } from '@desk/shared/notices/notice-policy'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, eq, like, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { members, notices, policyRounds } from '../../../db/schema/index.ts'
import { COMPANY } from '../roster/count-queries.ts'
import type { LivePolicy } from '../document/policy-queries.ts'
import {
  amongUserids,
  counterIsOneOf,
  every,
  inSubtree,
  roster,
  type RosterDeps,
  rowsOf,
} from '../roster/roster-queries.ts'

const owing = ['open', 'pending', 'overdue', 'undelivered']

/** Whether anybody was urged about it that day, whoever and by whomever. */
export async function wasAnybodyUrged(db: Database, policyId: PolicyId, day: CalendarDay): Promise<boolean> {
  const isOfPolicy = sql`${policyRounds.scope} ->> 'policyId' = ${policyId}`
  const [round] = await db
    .select({ key: policyRounds.key })
    .from(policyRounds)
    .where(and(eq(policyRounds.day, day), like(policyRounds.key, 'urge:%'), isOfPolicy))
    .limit(1)
  return round !== undefined
}

/** By the key of the message, so that of few people few messages are looked at, however many were sent. */
const wasUrged = (object: string): SQL =>
  sql`exists (select 1 from ${notices} where ${notices.dedupeKey} = ${noticeKey('policy.urged', object, '')} || lower(${members.userid}))`

type Among = { scope: number; userids?: readonly string[] | undefined }

const within = ({ scope, userids }: Among): SQL[] => [
  ...(userids === undefined ? [] : [amongUserids(userids)]),
  ...(scope === COMPANY ? [] : [inSubtree(scope)]),
]

async function countOwing(deps: RosterDeps, policy: LivePolicy, only: readonly SQL[]): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    deps.db,
    sql`select count(*)::int as n from (${roster(deps, policy, every(only))}) r where ${counterIsOneOf(owing)}`,
  )
  return row?.n ?? 0
}

/** The names of the first of these who owe it and were not urged about it. */
export async function namesOfReached(
  deps: RosterDeps,
  policy: LivePolicy,
  { object, among, limit }: { object: string; among: Among; limit: number },
): Promise<string[]> {
  const only = every([...within(among), sql`not ${wasUrged(object)}`])
  const rows = await rowsOf<{ name: string }>(
    deps.db,
    sql`select r.name from (${roster(deps, policy, only)}) r where ${counterIsOneOf(owing)} order by r.userid limit ${limit}`,
  )
  return rows.map(({ name }) => name)
}

/** How many of these owe it although they were urged about it. */
export const countUrged = (deps: RosterDeps, object: string, policy: LivePolicy, among: Among): Promise<number> =>
  countOwing(deps, policy, [...within(among), wasUrged(object)])

/** How many of these owe it. */
export const countOwingAmong = (deps: RosterDeps, policy: LivePolicy, among: Among): Promise<number> =>
  countOwing(deps, policy, within(among))
