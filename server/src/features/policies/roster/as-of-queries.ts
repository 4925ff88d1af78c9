import type { PolicyId } from '@desk/shared/kernel/ids'
import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import {
  employments,
  members,
  partnerHistory,
  partners,
  policyExceptionHistory,
  policyExceptions,
  policyExemptions,
  policyQuestions,
  policyUnreached,
  policyUnreachedHistory,
} from '../../../db/schema/index.ts'
import { LEFT } from '../../../directory/member-drift.ts'

type Exception = { dueAt: SQL; dueVersionNo: SQL; reaffirmSince: SQL; requiredFrom: SQL; at: SQL }

/** The SQL of a partner's contract. `join` follows the join of `partners`. */
type Contract = { join: SQL; isPartner: SQL; since: SQL; endsOn: SQL }

type Conditions = {
  /** Joins that the other conditions need, after `members`. */
  join: SQL
  /** Joins that `exception` needs, after `policy_exceptions`. */
  joinException: SQL
  isMember: SQL
  employedSince: SQL
  leftAt: SQL
  /** Left, disabled or not activated. */
  isInactive: SQL
  leftBefore: (at: SQL) => SQL
  contract: Contract
  /** What was decided about a person. */
  exception: Exception
  isSignature: SQL
  isExemption: SQL
  exemptionEnded: SQL
  isOpenQuestion: SQL
  isUnreached: SQL
  /** Their identity as a signer has since been erased: whether they had signed is no longer known. */
  isErased: SQL
  /** The `where` clause that leaves out people whose identity was erased. */
  known: SQL
}

const leftBefore = (at: SQL): SQL =>
  sql`(${members.status} = ${LEFT} and coalesce(${members.leftAt}, '-infinity') < ${at})`

/** Returns the SQL condition: anything changed after an instant. Evaluated once per statement, and mostly false for yesterday. */
const isAnyAfter = (history: PgTable, at: SQL, only: SQL = sql`true`): SQL =>
  sql`(select max(until) from ${history} where ${only}) > ${at}`

const presentContract: Contract = {
  join: sql``,
  isPartner: sql`${partners.userid} is not null`,
  since: sql`${partners.since}`,
  endsOn: sql`${partners.endsOn}`,
}

/**
 * Returns the SQL of a member's contract as of an instant: the first row of the history that was replaced later, or the present
 * contract. Earlier releases did not store contracts that were changed: those are known only since their last change.
 */
export function contractAsOf(asOf: Date | undefined): Contract {
  if (asOf === undefined) return presentContract
  const at = sql`${asOf.toISOString()}::timestamptz`
  const isPresent = sql`${partners.since} <= ${at}`
  return {
    join: sql`left join lateral (
      select true as is_changed, is_partner, since, ends_on from ${partnerHistory}
      where ${partnerHistory.userid} = lower(${members.userid}) and ${partnerHistory.until} > ${at}
        and ${isAnyAfter(partnerHistory, at)}
      order by ${partnerHistory.until} limit 1
    ) contract on true`,
    isPartner: sql`case when contract.is_changed then contract.is_partner
      else ${partners.userid} is not null and ${isPresent} end`,
    since: sql`case when contract.is_changed then contract.since when ${isPresent} then ${partners.since} end`,
    endsOn: sql`case when contract.is_changed then contract.ends_on when ${isPresent} then ${partners.endsOn} end`,
  }
}

const presentConditions: Conditions = {
  join: sql``,
  isMember: sql`true`,
  employedSince: sql`${members.employedSince}`,
  leftAt: sql`${members.leftAt}`,
  isInactive: sql`${members.status} <> 1`,
  leftBefore,
  contract: presentContract,
  joinException: sql``,
  exception: {
    dueAt: sql`${policyExceptions.dueAt}`,
    dueVersionNo: sql`${policyExceptions.dueVersionNo}`,
    reaffirmSince: sql`${policyExceptions.reaffirmSince}`,
    requiredFrom: sql`${policyExceptions.requiredFrom}`,
    at: sql`${policyExceptions.at}`,
  },
  isSignature: sql`true`,
  isExemption: sql`true`,
  exemptionEnded: sql`ended_at is not null`,
  isOpenQuestion: sql`is_open`,
  isUnreached: sql`${policyUnreached.userid} is not null`,
  isErased: sql`false`,
  known: sql``,
}

/**
 * Returns the SQL conditions by which the roster ignores what happened after an instant; without one they restrict
 * nothing. A few facts have no history and are those of today: the department, an account that is disabled or not
 * activated.
 */
export function conditionsAsOf(policyId: PolicyId, asOf: Date | undefined): Conditions {
  if (asOf === undefined) return presentConditions
  const at = sql`${asOf.toISOString()}::timestamptz`
  const unreachedHistory = policyUnreachedHistory
  return {
    // The earlier employment of a person who returned later.
    join: sql`left join lateral (
      select true as is_earlier, started_at, ended_at from ${employments}
      where ${members.employedSince} > ${at} and lower(${employments.userid}) = lower(${members.userid})
        and ended_at is not null and coalesce(started_at <= ${at}, true)
      order by ${employments.id} desc limit 1
    ) employed on true`,
    isMember: sql`(employed.is_earlier or coalesce(${members.employedSince} <= ${at}, true))`,
    employedSince: sql`case when employed.is_earlier then employed.started_at else ${members.employedSince} end`,
    leftAt: sql`case when employed.is_earlier then employed.ended_at else ${members.leftAt} end`,
    isInactive: sql`case when employed.is_earlier then employed.ended_at <= ${at} else ${members.status} <> 1
      and (${members.status} <> ${LEFT} or coalesce(${members.leftAt} <= ${at}, true)) end`,
    leftBefore: (since) => sql`case when employed.is_earlier then employed.ended_at < ${since}
      else ${leftBefore(since)} end`,
    contract: contractAsOf(asOf),
    ...exceptionAsOf(policyId, at),
    isSignature: sql`signed_at <= ${at}`,
    isExemption: sql`${policyExemptions.at} <= ${at}`,
    exemptionEnded: sql`coalesce(ended_at <= ${at}, false)`,
    isOpenQuestion: sql`(${policyQuestions.askedAt} <= ${at} and (is_open or ${policyQuestions.closedAt} > ${at}))`,
    isUnreached: sql`(coalesce(${policyUnreached.since} <= ${at}, false) or exists (select 1 from ${unreachedHistory}
      where ${unreachedHistory.userid} = lower(${members.userid}) and ${unreachedHistory.until} > ${at}
      and ${unreachedHistory.since} <= ${at}))`,
    isErased: sql`coalesce(${members.signerErasedAt} > ${at}, false)`,
    known: sql`where not is_erased`,
  }
}

/**
 * Returns the SQL of what was decided about a person as of an instant: the first row that was replaced later, or the present
 * one. Later instants in that row are left out, since earlier releases replaced rows without storing the former ones.
 */
function exceptionAsOf(policyId: PolicyId, at: SQL): Pick<Conditions, 'joinException' | 'exception'> {
  const history = policyExceptionHistory
  const valueThen = (column: PgColumn) =>
    sql`case when replaced.is_replaced then replaced.${sql.identifier(column.name)} else ${column} end`
  const upTo = (value: SQL, since: SQL) => sql`case when ${since} <= ${at} then ${value} end`
  const own = {
    reaffirmSince: valueThen(policyExceptions.reaffirmSince),
    requiredFrom: valueThen(policyExceptions.requiredFrom),
  }
  const decidedAt = valueThen(policyExceptions.at)
  return {
    joinException: sql`left join lateral (
      select true as is_replaced, due_at, due_version_no, reaffirm_since, asked_from, at from ${history}
      where ${history.policyId} = ${policyId} and ${history.userid} = lower(${members.userid}) and ${history.until} > ${at}
        and ${isAnyAfter(history, at, sql`policy_id = ${policyId}`)}
      order by ${history.until} limit 1
    ) replaced on true`,
    exception: {
      dueAt: upTo(valueThen(policyExceptions.dueAt), decidedAt),
      dueVersionNo: valueThen(policyExceptions.dueVersionNo),
      reaffirmSince: upTo(own.reaffirmSince, own.reaffirmSince),
      requiredFrom: upTo(own.requiredFrom, own.requiredFrom),
      at: decidedAt,
    },
  }
}
