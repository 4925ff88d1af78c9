import { type SQL, sql } from 'drizzle-orm'
import {
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
  isMember: SQL
  hadLeft: SQL
  isPartner: SQL
  isException: SQL
  isSignature: SQL
  isExemption: SQL
  exemptionEnded: SQL
  isOpenQuestion: SQL
  isUnreached: SQL
}

const now: Conditions = {
  isMember: sql`true`,
  hadLeft: sql`true`,
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
    isMember: sql`coalesce(${members.employedSince} <= ${at}, true)`,
    hadLeft: sql`(${members.status} <> ${LEFT} or coalesce(${members.leftAt} <= ${at}, true))`,
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
