import { isEmptyAudience } from '@desk/shared/policies/audience'
import type { RosterState } from '@desk/shared/policies/roster'
import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm'
import { intArray, textArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import {
  departments,
  members,
  partners,
  policyExceptions,
  policyExemptions,
  policyQuestions,
  policySignatures,
  policySigners,
  policyUnreached,
  roleGrants,
} from '../../../db/schema/index.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { isGrantActive, today } from '../../../access/grant-conditions.ts'
import { NOWHERE } from './mark-counts-stale-queries.ts'
import type { LivePolicy } from '../document/policy-queries.ts'

export type RosterPolicy = Pick<
  LivePolicy,
  'id' | 'audience' | 'requiresNo' | 'asksSince' | 'daysToSign' | 'joinerDays'
>

export type RosterDeps = ReadDeps

const LEFT = 5
const lowered = (values: readonly string[]) => values.map((value) => value.toLowerCase())
export const at = (date: Date) => sql`${date.toISOString()}::timestamptz`

/** Whom the policy binds, as `isInAudience` says it: members, with the partners among them beside. */
export function inAudience(deps: Pick<RosterDeps, 'clock' | 'site'>, audience: LivePolicy['audience']): SQL {
  if (audience.everyone) return sql`true`
  if (isEmptyAudience(audience)) return sql`false`
  const any: SQL[] = []
  if (audience.partners) any.push(sql`${partners.userid} is not null`)
  if (audience.people.length > 0) any.push(sql`lower(${members.userid}) = any(${textArray(lowered(audience.people))})`)
  if (audience.departments.length > 0)
    any.push(sql`exists (select 1 from ${departments} where ${departments.id} = any(${members.departmentIds})
      and ${departments.path} && ${intArray(audience.departments)})`)
  if (audience.roles.length > 0)
    any.push(sql`exists (select 1 from ${roleGrants} where lower(${roleGrants.userid}) = lower(${members.userid})
      and ${roleGrants.role} = any(${textArray(audience.roles)}) and ${isGrantActive(today(deps))})`)
  return sql`(${sql.join(any, sql` or `)})`
}

export const ms = (column: SQL): SQL => sql`(extract(epoch from ${column}) * 1000)::float8`

/**
 * Everybody whom a policy binds, and how he stands with it: audience × member − signatures − exemptions, the same rule as
 * `rosterStateOf`. `open` is pending with everybody else's due date, so that a day on which all fall due changes no row.
 * `only` narrows the members looked at; whoever left before the policy asked is not among them.
 */
export function roster(deps: RosterDeps, policy: RosterPolicy, only: SQL = sql`true`): SQL {
  const now = at(deps.clock.now())
  const day = sql`${today(deps)}::date`
  const asksSince = at(policy.asksSince)
  const dayEnd = (date: unknown) => sql`((${date} + 1)::timestamp at time zone ${deps.site.timeZone})`
  const days = (count: number) => sql`make_interval(days => ${count})`
  const countsFrom = sql`greatest('epoch'::timestamptz, ${members.employedSince}, ${policyExceptions.reaffirmSince},
    ${partners.since})`
  const askedFrom = sql`greatest(${countsFrom}, ${policyExceptions.askedFrom})`
  // A date that falls into an exemption is over with it.
  const ownDue = sql`case when m.own_due > coalesce(exempt.over_at, '-infinity') then m.own_due end`
  return sql`
    select person.*,
      case when is_excluded then 'excluded' when exempt_id is not null then 'exempt'
        when is_signed then 'signed' when question_id is not null then 'questioned'
        when is_unreached then 'undelivered'
        when is_common then 'open'
        when due_at <= ${now} then 'overdue' else 'pending' end as counter,
      least(case when contract_end > ${now} then contract_end end, case when exempt_end > ${now} then exempt_end end,
        case when due_at > ${now} and not is_common then due_at end) as next_change
    from (
      select m.*, greatest(m.asked_from, exempt.over_at) as asked_from_last,
        coalesce(${ownDue}, greatest(case when m.asked_from > ${asksSince} then m.asked_from + ${days(policy.joinerDays)}
          else ${asksSince} + ${days(policy.daysToSign)} end, exempt.over_at + ${days(policy.joinerDays)})) as due_at,
        (${ownDue}) is null and m.asked_from <= ${asksSince}
          and coalesce(exempt.over_at + ${days(policy.joinerDays)} <= ${asksSince} + ${days(policy.daysToSign)}, true)
          as is_common,
        coalesce(signed.version_no >= ${policy.requiresNo} and signed.signed_at > counts_from, false) as is_signed,
        signed.version_no as signed_no, signed.signed_at, signed.code as signed_code, signed.basis as signed_basis,
        case when exempt.is_live then exempt.id end as exempt_id,
        case when exempt.is_live then ${dayEnd(sql`exempt.until`)} end as exempt_end, question.id as question_id
      from (
        select ${members.userid}, ${members.name}, ${members.status}, ${members.leftAt},
          coalesce(${members.mainDepartmentId}, ${NOWHERE}) as department_id,
          ${partners.userid} is not null as is_partner,
          ${dayEnd(partners.endsOn)} as contract_end,
          ${members.status} <> 1 or coalesce(${partners.endsOn} < ${day}, false) as is_excluded,
          ${policySigners.person}, ${policyUnreached.userid} is not null as is_unreached,
          -- Given for what he was asked then, and by no earlier contract.
          case when ${policyExceptions.dueVersionNo} >= ${policy.requiresNo} and ${policyExceptions.at} >= ${askedFrom}
            then ${policyExceptions.dueAt} end as own_due,
          ${countsFrom} as counts_from, ${askedFrom} as asked_from
        from ${members}
        left join ${partners} on ${partners.userid} = lower(${members.userid})
        left join ${policySigners} on lower(${policySigners.userid}) = lower(${members.userid})
        left join ${policyUnreached} on ${policyUnreached.userid} = lower(${members.userid})
        left join ${policyExceptions} on ${policyExceptions.policyId} = ${policy.id}
          and ${policyExceptions.userid} = lower(${members.userid})
        where ${only} and ${inAudience(deps, policy.audience)}
          and not (${members.status} = ${LEFT} and coalesce(${members.leftAt}, '-infinity') < ${asksSince})
      ) m
      left join lateral (
        select version_no, signed_at, code, basis from ${policySignatures}
        where policy_id = ${policy.id} and person = m.person
        order by version_no desc, signed_at desc limit 1
      ) signed on true
      left join lateral (
        -- One that holds; else the one that was over last: his days begin when it ended.
        select id, until, is_live, case when not is_live then least(ended_at, ${dayEnd(sql`until`)}) end as over_at
        from (
          select id, until, ended_at, ended_at is null and coalesce(until >= ${day}, true) as is_live
          from ${policyExemptions} where policy_id = ${policy.id} and lower(userid) = lower(m.userid)
        ) one
        order by is_live desc, over_at desc nulls last, until desc nulls first limit 1
      ) exempt on true
      left join lateral (
        select id from ${policyQuestions}
        where policy_id = ${policy.id} and lower(userid) = lower(m.userid) and is_open limit 1
      ) question on true
    ) person`
}

export async function rowsOf<Row>(db: Database, query: SQL): Promise<Row[]> {
  return ((await db.execute(query)) as unknown as { rows: Row[] }).rows
}

export type RosterRow = {
  userid: string
  name: string
  departmentId: number
  state: RosterState
  isPartner: boolean
  dueAt: Date
  countsFrom: Date
  /** His days and reminders begin here. */
  askedFrom: Date
  leftAt: Date | null
  signedNo: number | null
  signedAt: Date | null
  signedCode: string | null
  basis: 'full' | 'delta' | null
}

type RawRow = {
  userid: string
  name: string
  department_id: number
  counter: RosterState | 'open'
  is_partner: boolean
  due: number
  counts: number
  asked: number
  left_ms: number | null
  signed_no: number | null
  signed_ms: number | null
  signed_code: string | null
  signed_basis: 'full' | 'delta' | null
}

const dateOf = (value: number | null) => (value === null ? null : new Date(value))

/** `open` is a word of the counters alone. */
const stateOf = (counter: RosterState | 'open', due: number, now: Date): RosterState =>
  counter === 'open' ? (due <= now.getTime() ? 'overdue' : 'pending') : counter

/** Rows of the roster, in the order of userids unless another is asked for. */
export async function listRoster(
  deps: RosterDeps,
  policy: LivePolicy,
  { only, where = sql`true`, order = sql`userid`, limit }: { only?: SQL; where?: SQL; order?: SQL; limit: number },
): Promise<RosterRow[]> {
  const raw = await rowsOf<RawRow>(
    deps.db,
    sql`select ${columns} from (${roster(deps, policy, only)}) r where ${where} order by ${order} limit ${limit}`,
  )
  return raw.map((row) => toRow(row, deps.clock.now()))
}

const columns = sql`userid, name, department_id, counter, is_partner, ${ms(sql`due_at`)} as due,
  ${ms(sql`counts_from`)} as counts, ${ms(sql`asked_from_last`)} as asked, ${ms(sql`left_at`)} as left_ms, signed_no, ${ms(sql`signed_at`)} as signed_ms,
  signed_code, signed_basis`

function toRow(row: RawRow, now: Date): RosterRow {
  return {
    userid: row.userid,
    name: row.name,
    departmentId: row.department_id,
    state: stateOf(row.counter, row.due, now),
    isPartner: row.is_partner,
    dueAt: new Date(row.due),
    countsFrom: new Date(row.counts),
    askedFrom: new Date(row.asked),
    leftAt: dateOf(row.left_ms),
    signedNo: row.signed_no,
    signedAt: dateOf(row.signed_ms),
    signedCode: row.signed_code,
    basis: row.signed_basis,
  }
}

/** How one person stands; null: the policy does not bind him. */
export async function findOnRoster(deps: RosterDeps, policy: LivePolicy, userid: string): Promise<RosterRow | null> {
  const only = sql`lower(${members.userid}) = ${userid.toLowerCase()}`
  return (await listRoster(deps, policy, { only, limit: 1 }))[0] ?? null
}

/** How these people stand, by userid in lower case; whom the policy does not bind is missing. */
export async function findAllOnRoster(
  deps: RosterDeps,
  policy: LivePolicy,
  userids: readonly string[],
): Promise<ReadonlyMap<string, RosterRow>> {
  const raw = await rowsOf<RawRow>(
    deps.db,
    sql`select ${columns} from (${roster(deps, policy, amongUserids(userids))}) r`,
  )
  return new Map(raw.map((row) => [row.userid.toLowerCase(), toRow(row, deps.clock.now())]))
}

/** How one person stands with each of these, in one question; policies that do not bind him are missing. */
export async function findOnRosters(
  deps: RosterDeps,
  policies: readonly LivePolicy[],
  userid: string,
): Promise<ReadonlyMap<string, RosterRow>> {
  if (policies.length === 0) return new Map()
  const only = sql`lower(${members.userid}) = ${userid.toLowerCase()}`
  const parts = policies.map(
    (policy) => sql`select ${policy.id}::text as policy_id, ${columns} from (${roster(deps, policy, only)}) r`,
  )
  const raw = await rowsOf<RawRow & { policy_id: string }>(deps.db, sql.join(parts, sql` union all `))
  return new Map(raw.map((row) => [row.policy_id, toRow(row, deps.clock.now())]))
}

/** In SQL, what `stateOf` makes of a counter. */
export const hasState = (state: RosterState, now: Date): SQL => {
  if (state === 'pending') return sql`(counter = 'pending' or (counter = 'open' and due_at > ${at(now)}))`
  if (state === 'overdue') return sql`(counter = 'overdue' or (counter = 'open' and due_at <= ${at(now)}))`
  return sql`counter = ${state}`
}

export const inDepartment = (departmentId: number): SQL =>
  departmentId === NOWHERE
    ? sql`(${members.mainDepartmentId} = ${departmentId} or ${members.mainDepartmentId} is null)`
    : sql`${members.mainDepartmentId} = ${departmentId}`

export const afterUserid = (userid: string): SQL => sql`${members.userid} > ${userid}`

export const upToUserid = (userid: string): SQL => sql`${members.userid} <= ${userid}`

export const amongUserids = (userids: readonly string[]): SQL =>
  sql`lower(${members.userid}) = any(${textArray(lowered(userids))})`

export const inSubtree = (departmentId: number): SQL =>
  sql`${members.mainDepartmentId} in (select ${departments.id} from ${departments} where ${departments.path} @> array[${departmentId}::int])`

export const counterIsOneOf = (states: readonly string[]): SQL => sql`counter = any(${textArray(states)})`

export const every = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`true` : sql`(${sql.join([...conditions], sql` and `)})`

/** In order, for whoever walks through all of them. */
export const listActiveUserids = (db: Database, after: string, limit: number): Promise<string[]> =>
  listUserids(db, after, limit, eq(members.status, 1))

export async function listUserids(db: Database, after: string, limit: number, only?: SQL): Promise<string[]> {
  const rows = await db
    .select({ userid: members.userid })
    .from(members)
    .where(and(gt(members.userid, after), only))
    .orderBy(asc(members.userid))
    .limit(limit)
  return rows.map(({ userid }) => userid)
}
