import { type SQL, sql } from 'drizzle-orm'
import {
  employments,
  members,
  partners,
  policyExceptions,
  policyExemptions,
  policyMessages,
  policyQuestions,
  policyUnreached,
} from '../../../db/schema/index.ts'
import { LEFT } from '../../../directory/member-drift.ts'

type Conditions = {
  /** What the others need, to be joined to `members`. */
  join: SQL
  isMember: SQL
  employedSince: SQL
  leftAt: SQL
  /** Left, disabled or not activated. */
  isInactive: SQL
  leftBefore: (at: SQL) => SQL
  isPartner: SQL
  isException: SQL
  isSignature: SQL
  isExemption: SQL
  exemptionEnded: SQL
  isOpenQuestion: SQL
  isUnreached: SQL
}

const leftBefore = (at: SQL): SQL =>
  sql`(${members.status} = ${LEFT} and coalesce(${members.leftAt}, '-infinity') < ${at})`

const now: Conditions = {
  join: sql``,
  isMember: sql`true`,
  employedSince: sql`${members.employedSince}`,
  leftAt: sql`${members.leftAt}`,
  isInactive: sql`${members.status} <> 1`,
  leftBefore,
  isPartner: sql`true`,
  isException: sql`true`,
  isSignature: sql`true`,
  isExemption: sql`true`,
  exemptionEnded: sql`ended_at is not null`,
  isOpenQuestion: sql`is_open`,
  isUnreached: sql`true`,
}

/**
 * Returns the SQL conditions by which the roster ignores what happened after an instant; without one they restrict
 * nothing. A few facts have no history and are those of today: the department, an account that is disabled or not
 * activated, and a personal due date that was changed later.
 */
export function conditionsAsOf(asOf: Date | undefined): Conditions {
  if (asOf === undefined) return now
  const at = sql`${asOf.toISOString()}::timestamptz`
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
    isPartner: sql`${partners.since} <= ${at}`,
    isException: sql`${policyExceptions.at} <= ${at}`,
    isSignature: sql`signed_at <= ${at}`,
    isExemption: sql`${policyExemptions.at} <= ${at}`,
    exemptionEnded: sql`coalesce(ended_at <= ${at}, false)`,
    isOpenQuestion: sql`(${policyQuestions.askedAt} <= ${at} and (is_open or exists (select 1 from ${policyMessages}
      where ${policyMessages.questionId} = ${policyQuestions.id} and ${policyMessages.at} > ${at})))`,
    isUnreached: sql`${policyUnreached.since} <= ${at}`,
  }
}
