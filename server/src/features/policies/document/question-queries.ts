import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, asc, count, eq, inArray, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { members, policyMessages, policyQuestions } from '../../../db/schema/index.ts'

export type QuestionRow = typeof policyQuestions.$inferSelect
type MessageRow = typeof policyMessages.$inferSelect

const isOf = (userid: string) => eq(sql`lower(${policyQuestions.userid})`, userid.toLowerCase())

export const listOwnQuestions = (db: Database, policyId: PolicyId, userid: string): Promise<QuestionRow[]> =>
  db
    .select()
    .from(policyQuestions)
    .where(and(eq(policyQuestions.policyId, policyId), isOf(userid)))
    .orderBy(asc(policyQuestions.askedAt), asc(policyQuestions.id))

export async function listMessages(db: Database, questionIds: readonly QuestionRow['id'][]): Promise<MessageRow[]> {
  if (questionIds.length === 0) return []
  return db
    .select()
    .from(policyMessages)
    .where(inArray(policyMessages.questionId, [...questionIds]))
    .orderBy(asc(policyMessages.questionId), asc(policyMessages.no))
}

export async function insertQuestion(tx: Tx, row: QuestionRow): Promise<void> {
  await tx.insert(policyQuestions).values(row)
}

export async function addMessage(tx: Tx, message: Omit<MessageRow, 'no'>): Promise<void> {
  const [row] = await tx
    .select({ n: count() })
    .from(policyMessages)
    .where(eq(policyMessages.questionId, message.questionId))
  await tx.insert(policyMessages).values({ ...message, no: (row?.n ?? 0) + 1 })
}

/** Locked until the transaction ends. */
export async function findQuestion(tx: Tx, id: QuestionRow['id']): Promise<QuestionRow | null> {
  const [row] = await tx.select().from(policyQuestions).where(eq(policyQuestions.id, id)).for('update')
  return row ?? null
}

export async function saveQuestion(
  tx: Tx,
  id: QuestionRow['id'],
  patch: Partial<Pick<QuestionRow, 'isOpen' | 'askedAt'>>,
): Promise<void> {
  await tx.update(policyQuestions).set(patch).where(eq(policyQuestions.id, id))
}

/** When the oldest question that this person still has open was asked. */
export async function firstOpenSince(db: Database, policyId: PolicyId, userid: string): Promise<Date | null> {
  const [row] = await db
    .select({ askedAt: policyQuestions.askedAt })
    .from(policyQuestions)
    .where(and(eq(policyQuestions.policyId, policyId), isOf(userid), eq(policyQuestions.isOpen, true)))
    .orderBy(asc(policyQuestions.askedAt))
    .limit(1)
  return row?.askedAt ?? null
}

/** Questions that nobody has answered, with the policy of the oldest. */
export async function waitingQuestions(
  db: Database,
): Promise<{ count: number; oldestAt: Date | null; first: PolicyId | null }> {
  const [oldest] = await db
    .select({
      count: sql`count(*) over ()`.mapWith(Number),
      oldestAt: policyQuestions.askedAt,
      first: policyQuestions.policyId,
    })
    .from(policyQuestions)
    .where(eq(policyQuestions.isOpen, true))
    .orderBy(asc(policyQuestions.askedAt))
    .limit(1)
  return oldest ?? { count: 0, oldestAt: null, first: null }
}

/** Who waits for an answer, longest first, with the department he belongs to. */
export const listOpenQuestions = (db: Database, policyId: PolicyId, limit: number) =>
  db
    .select({ question: policyQuestions, departmentId: members.mainDepartmentId })
    .from(policyQuestions)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${policyQuestions.userid})`))
    .where(and(eq(policyQuestions.policyId, policyId), eq(policyQuestions.isOpen, true)))
    .orderBy(asc(policyQuestions.askedAt))
    .limit(limit)
