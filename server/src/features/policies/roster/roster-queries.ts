import { isEmptyAudience } from '@desk/shared/policies/audience'
import { type ListedState, type RosterState, statesOf } from '@desk/shared/policies/roster'
import { type SQL, sql } from 'drizzle-orm'
import { intArray, textArray } from '../../../db/json-parameters.ts'
import { rowsOf } from '../../../db/rows-of.ts'
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
import { type DayValue, isGrantActive, today } from '../../../access/grant-conditions.ts'
import { conditionsAsOf, contractAsOf } from './as-of-queries.ts'
import { commonDueAt } from './counts.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

export type RosterPolicy = Pick<
  ActivePolicy,
  'id' | 'audience' | 'requiresNo' | 'requiredSince' | 'daysToSign' | 'joinerDays' | 'reaffirmMonths' | 'reaffirmSince'
>

/** With `asOf` the roster is the one of that instant, and `clock` has to return the same instant. */
export type RosterDeps = ReadDeps & { asOf?: Date; moment?: Moment }

/** Now and today as placeholders, for a statement that is prepared once. */
type Moment = { now: SQL; day: DayValue }

const momentOf = (deps: Omit<RosterDeps, 'db'>): Moment =>
  deps.moment ?? { now: toTimestamp(deps.clock.now()), day: today(deps) }

/** An SQL condition, for modules that only pass it on. */
export type Condition = SQL

const lowered = (values: readonly string[]) => values.map((value) => value.toLowerCase())
export const toTimestamp = (date: Date) => sql`${date.toISOString()}::timestamptz`

/** Returns the SQL condition: the policy binds the member, as in `isInAudience`. Needs joins of `partners` and `contractAsOf`. */
export function inAudience(deps: Omit<RosterDeps, 'db'>, audience: ActivePolicy['audience']): SQL {
  if (audience.everyone) return sql`true`
  if (isEmptyAudience(audience)) return sql`false`
  const rules: SQL[] = []
  if (audience.partners) rules.push(contractAsOf(deps.asOf).isPartner)
  if (audience.people.length > 0)
    rules.push(sql`lower(${members.userid}) = any(${textArray(lowered(audience.people))})`)
  if (audience.departments.length > 0)
    rules.push(sql`exists (select 1 from ${departments} where ${departments.id} = any(${members.departmentIds})
      and ${departments.path} && ${intArray(audience.departments)})`)
  if (audience.roles.length > 0)
    rules.push(sql`exists (select 1 from ${roleGrants} where lower(${roleGrants.userid}) = lower(${members.userid})
      and ${roleGrants.role} = any(${textArray(audience.roles)}) and ${isGrantActive(momentOf(deps).day, deps.asOf)})`)
  return sql`(${sql.join(rules, sql` or `)})`
}

export const epochMs = (column: SQL): SQL => sql`(extract(epoch from ${column}) * 1000)::float8`

/** Returns the SQL of the instant at which a signature lapses and the same text has to be signed again; null: never. */
const lapseAt = ({ site }: Pick<RosterDeps, 'site'>, { reaffirmMonths, reaffirmSince }: RosterPolicy): SQL =>
  reaffirmMonths === null || reaffirmSince === null
    ? sql`null::timestamptz`
    : sql`greatest(${toTimestamp(reaffirmSince)}, (signed_at at time zone ${site.timeZone}
        + make_interval(months => ${reaffirmMonths})) at time zone ${site.timeZone})`

/**
 * Returns the SQL query of the people whom a policy binds, each with their state, by the rules of `rosterStateOf` and
 * `dueAtOf`. The counter `open` means unsigned with the common due date, so that no stored counter changes on that day. `only`
 * restricts the members that are read, by conditions on `members` alone. People who left before the version was to be signed
 * are not included; nor, as of a past day, people with `is_erased`.
 */
export const roster = (deps: RosterDeps, policy: RosterPolicy, only?: SQL): SQL =>
  sql`${rosterWithErased(deps, policy, only)} ${conditionsAsOf(policy.id, deps.asOf).known}`

/** Returns the query of `roster`, including people with `is_erased`. */
export function rosterWithErased(deps: RosterDeps, policy: RosterPolicy, only: SQL = sql`true`): SQL {
  // A past day needs more joins than the planner orders by itself: it would select these members after all joins.
  const isPast = deps.asOf !== undefined
  const source = isPast ? sql`(select * from ${members} where ${only}) members` : sql`${members}`
  const { now, day: currentDay } = momentOf(deps)
  const day = sql`${currentDay}::date`
  const requiredSince = toTimestamp(policy.requiredSince)
  const dayEnd = (date: unknown) => sql`((${date} + 1)::timestamp at time zone ${deps.site.timeZone})`
  const lastInstant = (at: SQL, days: number) => sql`(((${at} at time zone ${deps.site.timeZone})::date
    + ${days + 1}::int)::timestamp at time zone ${deps.site.timeZone} - interval '1 millisecond')`
  const commonDue = toTimestamp(commonDueAt(deps, policy))
  const dueAfterExemption = lastInstant(sql`exempt.over_at`, policy.joinerDays)
  const conditions = conditionsAsOf(policy.id, deps.asOf)
  const decided = conditions.exception
  const countsFrom = sql`greatest('epoch'::timestamptz, ${conditions.employedSince}, ${decided.reaffirmSince},
    ${conditions.contract.since})`
  const requiredFrom = sql`greatest(${countsFrom}, ${decided.requiredFrom})`
  // A personal due date within an exemption no longer applies; nor does one from before a lapse to the next signature.
  const ownDue = sql`case when m.own_due > coalesce(exempt.over_at, '-infinity')
    and (coalesce(not signed.is_lapsed, true) or m.own_due_at >= signed.lapse_at)
    then ${lastInstant(sql`(m.own_due - interval '1 millisecond')`, 0)} end`
  const askedFrom = sql`case when signed.is_lapsed then greatest(m.base_asked_from, signed.lapse_at)
    else m.base_asked_from end`
  const isValid = sql`(version_no >= ${policy.requiresNo} and signed_at > m.base_counts_from)`
  return sql`
    select person.*,
      case when is_excluded then 'excluded' when exempt_id is not null then 'exempt'
        when is_signed then 'signed' when question_id is not null then 'questioned'
        when is_unreached then 'undelivered'
        when is_common then 'open'
        when due_at <= ${now} then 'overdue' else 'pending' end as counter,
      least(case when is_signed and lapse_at > ${now} then lapse_at end, case when contract_end > ${now} then contract_end end, case when exempt_end > ${now} then exempt_end end,
        case when due_at > ${now} and not is_common then due_at end) as next_change
    from (
      select m.*, greatest(${askedFrom}, exempt.over_at) as asked_from_last,
        case when signed.is_lapsed then signed.lapse_at else m.base_counts_from end as counts_from, signed.lapse_at,
        coalesce(${ownDue}, greatest(case when ${askedFrom} > ${requiredSince}
          then ${lastInstant(askedFrom, policy.joinerDays)} else ${commonDue} end, ${dueAfterExemption})) as due_at,
        (${ownDue}) is null and ${askedFrom} <= ${requiredSince} and coalesce(${dueAfterExemption} <= ${commonDue}, true)
          as is_common,
        coalesce(signed.is_valid and not signed.is_lapsed, false) as is_signed,
        signed.version_no as signed_no, signed.signed_at, signed.code as signed_code, signed.basis as signed_basis,
        m.is_forgotten and not m.is_excluded and not coalesce(exempt.is_active, false) as is_erased,
        case when exempt.is_active then exempt.id end as exempt_id,
        case when exempt.is_active then ${dayEnd(sql`exempt.until`)} end as exempt_end, question.id as question_id
      from (
        select ${members.userid}, ${members.name}, ${members.status}, ${conditions.leftAt} as left_at,
          coalesce(${members.mainDepartmentId}, ${ROOT_DEPARTMENT}) as department_id,
          ${conditions.contract.isPartner} as is_partner,
          ${dayEnd(conditions.contract.endsOn)} as contract_end,
          (${conditions.isInactive}) or coalesce(${conditions.contract.endsOn} < ${day}, false) as is_excluded,
          ${conditions.isErased} as is_forgotten,
          coalesce(${conditions.employedSince} >= ${dayEnd(sql`(${requiredSince} at time zone ${deps.site.timeZone})::date`)}, false) as is_joiner,
          ${policySigners.person}, ${conditions.isUnreached} as is_unreached,
          -- Valid only for the version that was required then, and not for an earlier contract.
          case when ${decided.dueVersionNo} >= ${policy.requiresNo} and ${decided.at} >= ${requiredFrom}
            then ${decided.dueAt} end as own_due, ${decided.at} as own_due_at,
          ${countsFrom} as base_counts_from, ${requiredFrom} as base_asked_from
        from ${source} ${conditions.join}
        left join ${partners} on ${partners.userid} = lower(${members.userid})
        ${conditions.contract.join}
        left join ${policySigners} on lower(${policySigners.userid}) = lower(${members.userid})
        left join ${policyUnreached} on ${policyUnreached.userid} = lower(${members.userid})
        left join ${policyExceptions} on ${policyExceptions.policyId} = ${policy.id}
          and ${policyExceptions.userid} = lower(${members.userid})
        ${conditions.joinException}
        where ${isPast ? sql`true` : only} and ${conditions.isMember} and ${inAudience(deps, policy.audience)}
          and not (${conditions.leftBefore(requiredSince)})
      ) m
      left join lateral (
        select last.*, coalesce(lapse_at <= ${now}, false) as is_lapsed from (
          select version_no, signed_at, code, basis, ${isValid} as is_valid,
            case when ${isValid} then ${lapseAt(deps, policy)} end as lapse_at
          from ${policySignatures} where policy_id = ${policy.id} and person = m.person and ${conditions.isSignature}
          order by version_no desc, signed_at desc limit 1
        ) last
      ) signed on true
      left join lateral (
        -- The active exemption; else the one that ended last, from whose end the signing period counts.
        select id, until, is_active, case when not is_active then least(ended_at, ${dayEnd(sql`until`)}) end as over_at
        from (
          select id, until, ended_at, not (${conditions.exemptionEnded}) and coalesce(until >= ${day}, true) as is_active
          from ${policyExemptions} where policy_id = ${policy.id} and lower(userid) = lower(m.userid)
            and ${conditions.isExemption}
        ) one
        order by is_active desc, over_at desc nulls last, until desc nulls first limit 1
      ) exempt on true
      left join lateral (
        select id from ${policyQuestions}
        where policy_id = ${policy.id} and lower(userid) = lower(m.userid) and ${conditions.isOpenQuestion} limit 1
      ) question on true
    ) person`
}

export type RosterRow = {
  userid: string
  name: string
  departmentId: number
  state: RosterState
  isPartner: boolean
  isContractOver: boolean
  /** Whether they had signed is no longer known. */
  isErased: boolean
  dueAt: Date
  countsFrom: Date
  /** When the person's signing period and reminders start. */
  requiredFrom: Date
  leftAt: Date | null
  signedNo: number | null
  signedAt: Date | null
  signedCode: string | null
  basis: 'full' | 'delta' | null
}

export type RawRow = {
  userid: string
  name: string
  department_id: number
  counter: RosterState | 'open'
  is_partner: boolean
  contract_end_ms: number | null
  is_erased: boolean
  due: number
  counts: number
  required: number
  left_ms: number | null
  signed_no: number | null
  signed_ms: number | null
  signed_code: string | null
  signed_basis: 'full' | 'delta' | null
}

const dateOf = (value: number | null) => (value === null ? null : new Date(value))

/** Maps a counter to a state: `open` is a counter only. */
const stateOf = (counter: RosterState | 'open', due: number, now: Date): RosterState =>
  counter === 'open' ? (due <= now.getTime() ? 'overdue' : 'pending') : counter

/** Lists rows of the roster, sorted by userid unless `order` is given. */
export async function listRoster(
  deps: RosterDeps,
  policy: ActivePolicy,
  { only, where = sql`true`, order = sql`userid`, limit }: { only?: SQL; where?: SQL; order?: SQL; limit: number },
): Promise<RosterRow[]> {
  const raw = await rowsOf<RawRow>(
    deps.db,
    sql`select ${columns} from (${roster(deps, policy, only)}) r where ${where} order by ${order} limit ${limit}`,
  )
  return raw.map((row) => toRow(row, deps.clock.now()))
}

export const columns = sql`userid, name, department_id, counter, is_partner, ${epochMs(sql`contract_end`)} as contract_end_ms, is_erased, ${epochMs(sql`due_at`)} as due,
  ${epochMs(sql`counts_from`)} as counts, ${epochMs(sql`asked_from_last`)} as required, ${epochMs(sql`left_at`)} as left_ms, signed_no, ${epochMs(sql`signed_at`)} as signed_ms,
  signed_code, signed_basis`

export function toRow(row: RawRow, now: Date): RosterRow {
  return {
    userid: row.userid,
    name: row.name,
    departmentId: row.department_id,
    state: stateOf(row.counter, row.due, now),
    isPartner: row.is_partner,
    isContractOver: row.contract_end_ms !== null && row.contract_end_ms <= now.getTime(),
    isErased: row.is_erased,
    dueAt: new Date(row.due),
    countsFrom: new Date(row.counts),
    requiredFrom: new Date(row.required),
    leftAt: dateOf(row.left_ms),
    signedNo: row.signed_no,
    signedAt: dateOf(row.signed_ms),
    signedCode: row.signed_code,
    basis: row.signed_basis,
  }
}

/** Finds one person's row on the roster; null when the policy does not bind them. */
export async function findOnRoster(deps: RosterDeps, policy: ActivePolicy, userid: string): Promise<RosterRow | null> {
  const only = sql`lower(${members.userid}) = ${userid.toLowerCase()}`
  return (await listRoster(deps, policy, { only, limit: 1 }))[0] ?? null
}

/** Finds these people's rows by lower-case userid, erased or not; people whom the policy does not bind are omitted. */
export async function findAllOnRoster(
  deps: RosterDeps,
  policy: ActivePolicy,
  userids: readonly string[],
): Promise<ReadonlyMap<string, RosterRow>> {
  const people = rosterWithErased(deps, policy, amongUserids(userids))
  const raw = await rowsOf<RawRow>(deps.db, sql`select ${columns} from (${people}) r`)
  return new Map(raw.map((row) => [row.userid.toLowerCase(), toRow(row, deps.clock.now())]))
}

/** Returns the SQL condition: the row has this state, by the rule of `stateOf`, or is unsigned. */
export const hasState = (state: ListedState, now: Date): SQL => {
  // Whoever is `open` is pending or overdue.
  if (state === 'unsigned') return sql`counter = any(${textArray(['open', ...statesOf(state)])})`
  if (state === 'pending') return sql`(counter = 'pending' or (counter = 'open' and due_at > ${toTimestamp(now)}))`
  if (state === 'overdue') return sql`(counter = 'overdue' or (counter = 'open' and due_at <= ${toTimestamp(now)}))`
  return sql`counter = ${state}`
}

export const inDepartment = (departmentId: number): SQL =>
  departmentId === ROOT_DEPARTMENT
    ? sql`(${members.mainDepartmentId} = ${departmentId} or ${members.mainDepartmentId} is null)`
    : sql`${members.mainDepartmentId} = ${departmentId}`

export const afterUserid = (userid: string): SQL => sql`${members.userid} > ${userid}`
export const upToUserid = (userid: string): SQL => sql`${members.userid} <= ${userid}`
export const amongUserids = (userids: readonly string[]): SQL =>
  sql`lower(${members.userid}) = any(${textArray(lowered(userids))})`

/** SQL condition: the person has not signed and may be reminded; a person with an open question is not reminded. */
export const isUnsigned = sql`counter in ('open', 'pending', 'overdue', 'undelivered')`
export const isNotSigned = sql`counter <> 'signed'`

export const allOf = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`true` : sql`(${sql.join([...conditions], sql` and `)})`
