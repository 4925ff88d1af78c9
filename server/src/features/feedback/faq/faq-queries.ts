import { FAQ_LISTED_MAX } from '@desk/shared/feedback/feedback-limits'
import type { Id, PolicyId } from '@desk/shared/kernel/ids'
import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import {
  feedbackFaqs,
  feedbackGrams,
  policies,
  policyClauses,
  policyMessages,
  policyQuestions,
  policyVersions,
} from '../../../db/schema/index.ts'
import { isKeyOf } from '../model/feedback-queries.ts'

export type FaqRow = typeof feedbackFaqs.$inferSelect

/** Inserts an entry, or replaces the one that came from the same problem or question. */
export async function putFaq(tx: Tx, row: FaqRow): Promise<Id<'faq'>> {
  const target = row.problemId === null ? feedbackFaqs.questionId : feedbackFaqs.problemId
  const { id: _id, ...columns } = row
  const [saved] = await tx
    .insert(feedbackFaqs)
    .values(row)
    .onConflictDoUpdate({ target, set: columns })
    .returning({ id: feedbackFaqs.id })
  return saved?.id ?? row.id
}

/** Returns whether there is an entry with the same question, answer and clause. */
export async function hasSameFaq(
  db: Database,
  { question, answer, policyId, clauseId }: Pick<FaqRow, 'question' | 'answer' | 'policyId' | 'clauseId'>,
): Promise<boolean> {
  const isSame = and(
    isNull(feedbackFaqs.retiredAt),
    eq(feedbackFaqs.question, question),
    eq(feedbackFaqs.answer, answer),
    sql`${feedbackFaqs.policyId} is not distinct from ${policyId}`,
    sql`${feedbackFaqs.clauseId} is not distinct from ${clauseId}`,
  )
  return (await db.$count(feedbackFaqs, isSame)) > 0
}

/** Retires an entry. False: there is none. */
export async function retireFaqRow(tx: Tx, id: Id<'faq'>, by: string, at: Date): Promise<boolean> {
  const retired = await tx
    .update(feedbackFaqs)
    .set({ retiredAt: at, changedAt: at, changedBy: by })
    .where(and(eq(feedbackFaqs.id, id), isNull(feedbackFaqs.retiredAt)))
    .returning({ id: feedbackFaqs.id })
  return retired.length === 1
}

export const listFaqsById = (db: Database, ids: readonly string[]): Promise<FaqRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(feedbackFaqs)
        .where(and(inArray(feedbackFaqs.id, ids as Id<'faq'>[]), isNull(feedbackFaqs.retiredAt)))

/** Lists the entries, of one policy or of all, the most recently changed first; one more than a page shows, if there are others. */
export const listFaqRows = (db: Database, policyId: PolicyId | null): Promise<FaqRow[]> =>
  db
    .select()
    .from(feedbackFaqs)
    .where(and(isNull(feedbackFaqs.retiredAt), policyId === null ? undefined : eq(feedbackFaqs.policyId, policyId)))
    .orderBy(desc(feedbackFaqs.changedAt), desc(feedbackFaqs.id))
    .limit(FAQ_LISTED_MAX + 1)

/** Returns the SQL condition that a search key is that of an entry, of this policy unless it is null. */
export const isFaqKey = (policyId: PolicyId | null): SQL =>
  policyId === null
    ? isKeyOf.faq
    : sql`${isKeyOf.faq} and ${feedbackGrams.objectId} in (
        select f.id from ${feedbackFaqs} as f where f.policy_id = ${policyId} and f.retired_at is null)`

export type CurrentClause = { policyId: PolicyId; clauseId: string; no: string; title: string; policyTitle: string }

/** Lists the clauses of the versions in force, in their order. */
export const listCurrentClauses = (db: Database): Promise<CurrentClause[]> =>
  db
    .select({
      policyId: policies.id,
      clauseId: policyClauses.clauseId,
      no: policyClauses.no,
      title: policyClauses.title,
      policyTitle: sql<string>`${policyVersions.content} -> 'zh' ->> 'title'`,
    })
    .from(policies)
    .innerJoin(policyVersions, eq(policyVersions.id, policies.currentVersionId))
    .innerJoin(
      policyClauses,
      and(eq(policyClauses.versionId, policies.currentVersionId), eq(policyClauses.language, 'zh-CN')),
    )
    .where(isNull(policies.retiredAt))
    .orderBy(asc(policies.createdAt), asc(policies.id), asc(policyClauses.ordinal))

/** Maximum number of answered questions that are offered to editors. */
const MAX_SOURCES = 30
/** Number of the latest answered questions that are searched for sources. */
const QUESTIONS_SEARCHED_MAX = 300

/** Lists answered questions about policies from which no FAQ entry was ever made, the latest first. */
export async function listAnsweredQuestions(
  db: Database,
): Promise<{ id: Id<'question'>; policyId: PolicyId; clauseId: string | null; question: string; answer: string }[]> {
  const latest = db
    .select()
    .from(policyQuestions)
    .where(sql`not ${policyQuestions.isOpen}`)
    .orderBy(desc(policyQuestions.askedAt), desc(policyQuestions.id))
    .limit(QUESTIONS_SEARCHED_MAX)
    .as('latest')
  const messageOf = ({ isAnswer, order }: { isAnswer: boolean; order: typeof asc }) => sql<string>`(
    select m.text from ${policyMessages} as m where m.question_id = ${latest.id}
      and (lower(m.by) <> lower(${latest.userid})) = ${isAnswer}
    order by ${order(sql`m.no`)} limit 1)`
  const rows = await db
    .select({
      id: latest.id,
      policyId: latest.policyId,
      clauseId: latest.clauseId,
      question: messageOf({ isAnswer: false, order: asc }),
      answer: sql<string | null>`${messageOf({ isAnswer: true, order: desc })}`,
    })
    .from(latest)
    .leftJoin(feedbackFaqs, eq(feedbackFaqs.questionId, latest.id))
    .where(isNull(feedbackFaqs.id))
    .orderBy(desc(latest.askedAt), desc(latest.id))
    .limit(MAX_SOURCES * 2)
  // The answers of members who left are erased after a time: such questions are left out.
  return rows
    .flatMap(({ answer, ...row }) => (answer === null || answer === '' ? [] : [{ ...row, answer }]))
    .slice(0, MAX_SOURCES)
}
