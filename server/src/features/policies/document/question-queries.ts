import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, asc, count, eq, inArray, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { members, policyMessages, policyQuestions } from '../../../db/schema/index.ts'

export type QuestionRow = typeof policyQuestions.$inferSelect
type MessageRow = typeof policyMessages.$inferSelect

const isAskedBy = (userid: string) => eq(sql`lower(${policyQuestions.userid})`, userid.toLowerCase())

export const listOwnQuestions = (db: Database, policyId: PolicyId, userid: string): Promise<QuestionRow[]> =>
  db
    .select()
    .from(policyQuestions)
    .where(and(eq(policyQuestions.policyId, policyId), isAskedBy(userid)))
    .orderBy(asc(policyQuestions.askedAt), asc(policyQuestions.id))

export async function listMessages(db: Database, questionIds: readonly QuestionRow['id'][]): Promise<MessageRow[]> {
  if (questionIds.length === 0) return []
  return db
    .select()
    .from(policyMessages)
    .where(inArray(policyMessages.questionId, [...questionIds]))
    .orderBy(asc(policyMessages.questionId), asc(policyMessages.no))
}

/** Inserts a question. Returns false if the person used this key before. */
export async function insertQuestion(tx: Tx, row: QuestionRow): Promise<boolean> {
  const key = { target: [policyQuestions.userid, policyQuestions.idempotencyKey] }
  const inserted = await tx
    .insert(policyQuestions)
    .values(row)
    .onConflictDoNothing(key)
    .returning({ id: policyQuestions.id })
  return inserted.length === 1
}

/** Finds the person's question with this key. */
export async function findQuestionByKey(
  tx: Tx,
  { userid, idempotencyKey }: Pick<QuestionRow, 'userid' | 'idempotencyKey'>,
): Promise<QuestionRow | null> {
  if (idempotencyKey === null) return null
  const isSameKey = and(eq(policyQuestions.userid, userid), eq(policyQuestions.idempotencyKey, idempotencyKey))
  const [row] = await tx.select().from(policyQuestions).where(isSameKey)
  return row ?? null
}

export async function addMessage(tx: Tx, message: Omit<MessageRow, 'no'>): Promise<void> {
  const [row] = await tx
    .select({ messages: count() })
    .from(policyMessages)
    .where(eq(policyMessages.questionId, message.questionId))
  await tx.insert(policyMessages).values({ ...message, no: (row?.messages ?? 0) + 1 })
}

/** Closes every open question about a policy, and returns their ids. */
export async function closeQuestionsOf(tx: Tx, policyId: PolicyId, at: Date): Promise<QuestionRow['id'][]> {
  const closed = await tx
    .update(policyQuestions)
    .set({ isOpen: false, closedAt: at })
    .where(and(eq(policyQuestions.policyId, policyId), eq(policyQuestions.isOpen, true)))
    .returning({ id: policyQuestions.id })
  return closed.map(({ id }) => id)
}

/** Finds a question and locks its row until the transaction ends; null if there is none. */
export async function lockQuestion(tx: Tx, id: QuestionRow['id']): Promise<QuestionRow | null> {
  const [row] = await tx.select().from(policyQuestions).where(eq(policyQuestions.id, id)).for('update')
  return row ?? null
}

export async function markClosed(tx: Tx, id: QuestionRow['id'], at: Date): Promise<void> {
  await tx.update(policyQuestions).set({ isOpen: false, closedAt: at }).where(eq(policyQuestions.id, id))
}

/** Returns the time of this person's oldest open question about the policy; null if none is open. */
export async function findOldestOpenAt(db: Database, policyId: PolicyId, userid: string): Promise<Date | null> {
  const [row] = await db
    .select({ askedAt: policyQuestions.askedAt })
    .from(policyQuestions)
    .where(and(eq(policyQuestions.policyId, policyId), isAskedBy(userid), eq(policyQuestions.isOpen, true)))
    .orderBy(asc(policyQuestions.askedAt))
    .limit(1)
  return row?.askedAt ?? null
}

/** Counts open questions. `oldestAt` and `oldestPolicyId` are null when there are none. */
export async function summarizeOpenQuestions(
  db: Database,
): Promise<{ count: number; oldestAt: Date | null; oldestPolicyId: PolicyId | null }> {
  const [oldest] = await db
    .select({
      count: sql`count(*) over ()`.mapWith(Number),
      oldestAt: policyQuestions.askedAt,
      oldestPolicyId: policyQuestions.policyId,
    })
    .from(policyQuestions)
    .where(eq(policyQuestions.isOpen, true))
    .orderBy(asc(policyQuestions.askedAt))
    .limit(1)
  return oldest ?? { count: 0, oldestAt: null, oldestPolicyId: null }
}

/** Lists open questions, oldest first, each with its author's main department. */
export const listOpenQuestions = (db: Database, policyId: PolicyId, limit: number) =>
  db
    .select({ question: policyQuestions, departmentId: members.mainDepartmentId })
    .from(policyQuestions)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${policyQuestions.userid})`))
    .where(and(eq(policyQuestions.policyId, policyId), eq(policyQuestions.isOpen, true)))
    .orderBy(asc(policyQuestions.askedAt))
    .limit(limit)
