import { and, desc, eq, getTableColumns as columnsOf, inArray, ne, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { matchesUserid } from '../../db/matches-userid.ts'
import { sinceEmployed } from '../../directory/employment-queries.ts'
import {
  confirmationCampaigns,
  confirmations,
  custodyAttestations,
  policies,
  policyExceptions,
  policyExemptions,
  policyQuestions,
} from '../../db/schema/index.ts'

/** What a member asked about policies, what was decided about their signatures, and what they confirmed. */
export const answerTables = {
  questions: policyQuestions,
  exemptions: policyExemptions,
  dueDates: policyExceptions,
  confirmations,
  custody: custodyAttestations,
} as const

type Answers<Value> = Record<keyof typeof answerTables, Value>

/**
 * Returns the condition per table for rows about the member. Evidence cannot be renamed when a userid changes hands, so its
 * rows are told apart by their time.
 */
export function answerConditions(db: Database, userid: string): Answers<SQL | undefined> {
  const key = userid.toLowerCase()
  // The indexes begin with the policy and the campaign.
  const policyIds = db.select({ id: policies.id }).from(policies)
  const campaignIds = db.select({ id: confirmationCampaigns.id }).from(confirmationCampaigns)
  return {
    questions: matchesUserid(policyQuestions.userid, userid),
    exemptions: matchesUserid(policyExemptions.userid, userid),
    dueDates: and(inArray(policyExceptions.policyId, policyIds), eq(policyExceptions.userid, key)),
    confirmations: and(
      inArray(confirmations.campaignId, campaignIds),
      eq(confirmations.userid, key),
      // An answer that the member has left is confidential, like a report of their departure.
      ne(confirmations.answer, 'left'),
      sinceEmployed(confirmations.at, userid),
    ),
    custody: and(eq(custodyAttestations.userid, key), sinceEmployed(custodyAttestations.confirmedAt, userid)),
  }
}

/** What was asked, and every message after it. */
const question = {
  id: policyQuestions.id,
  policyId: policyQuestions.policyId,
  versionId: policyQuestions.versionId,
  clauseId: policyQuestions.clauseId,
  isOpen: policyQuestions.isOpen,
  askedAt: policyQuestions.askedAt,
  closedAt: policyQuestions.closedAt,
  messages: sql<unknown[]>`(
    select coalesce(json_agg(json_build_object('at', m.at, 'isMine', lower(m."by") = lower(policy_questions.userid),
      'text', m.text) order by m.no), '[]')
    from policy_messages as m where m.question_id = policy_questions.id)`,
}

/** Reads up to `limit` rows per table, the newest first, without the people who decided or who recorded an answer in person. */
export async function readAnswers(
  db: Database,
  where: Answers<SQL | undefined>,
  limit: number,
): Promise<Answers<Record<string, unknown>[]>> {
  const { by: _by, endedBy: _endedBy, ...exemption } = columnsOf(policyExemptions)
  const { by: _decidedBy, ...exception } = columnsOf(policyExceptions)
  const { by: _answeredBy, seq: _seq, hash: _hash, fieldHashes: _hashes, ...confirmation } = columnsOf(confirmations)
  return {
    questions: await db
      .select(question)
      .from(policyQuestions)
      .where(where.questions)
      .orderBy(desc(policyQuestions.askedAt))
      .limit(limit),
    exemptions: await db
      .select(exemption)
      .from(policyExemptions)
      .where(where.exemptions)
      .orderBy(desc(policyExemptions.at))
      .limit(limit),
    dueDates: await db
      .select(exception)
      .from(policyExceptions)
      .where(where.dueDates)
      .orderBy(desc(policyExceptions.at))
      .limit(limit),
    confirmations: await db
      .select(confirmation)
      .from(confirmations)
      .where(where.confirmations)
      .orderBy(desc(confirmations.at))
      .limit(limit),
    custody: await db
      .select()
      .from(custodyAttestations)
      .where(where.custody)
      .orderBy(desc(custodyAttestations.confirmedAt))
      .limit(limit),
  }
}
