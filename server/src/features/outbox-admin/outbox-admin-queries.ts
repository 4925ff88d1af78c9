import { and, desc, eq, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { cards, members, outbox, requests } from '../../db/schema/index.ts'

export type OutboxFacts = typeof outbox.$inferSelect

export type TopicFigures = {
  topic: string
  due: number
  later: number
  inFlight: number
  failing: number
  oldestDueAt: Date | null
}

/** Counts pending jobs by topic. `now` is business time; leases use the database's clock. */
export async function backlogByTopic(db: Database, now: Date): Promise<TopicFigures[]> {
  const at = sql`${now.toISOString()}::timestamptz`
  const leased = sql`coalesce(${outbox.leasedUntil} > clock_timestamp(), false)`
  const rows = await db
    .select({
      topic: outbox.topic,
      due: sql<number>`(count(*) filter (where ${outbox.runAt} <= ${at} and not ${leased}))::int`,
      later: sql<number>`(count(*) filter (where ${outbox.runAt} > ${at} and not ${leased}))::int`,
      inFlight: sql<number>`(count(*) filter (where ${leased}))::int`,
      failing: sql<number>`(count(*) filter (where ${outbox.attempts} > 0))::int`,
      oldestDueAt: sql<string | Date | null>`min(${outbox.runAt}) filter (where ${outbox.runAt} <= ${at})`,
    })
    .from(outbox)
    .where(and(isNull(outbox.doneAt), isNull(outbox.deadAt)))
    .groupBy(outbox.topic)
    .orderBy(outbox.topic)
  return rows.map((row) => ({ ...row, oldestDueAt: row.oldestDueAt === null ? null : new Date(row.oldestDueAt) }))
}

const isDead = and(isNotNull(outbox.deadAt), isNull(outbox.doneAt))

export const countDead = (db: Database): Promise<number> => db.$count(outbox, isDead)

export function listDead(db: Database, limit: number): Promise<OutboxFacts[]> {
  return db.select().from(outbox).where(isDead).orderBy(desc(outbox.deadAt), desc(outbox.id)).limit(limit)
}

/** Request and applicant that a payload refers to. */
export type Subject = { requestId: string; requestNo: string; personName: string | null }

type SubjectIds = { requestId?: unknown; taskId?: unknown }

const texts = (payloads: readonly unknown[], key: keyof SubjectIds): string[] =>
  payloads.flatMap((payload) => {
    const value = (payload as SubjectIds | null)?.[key]
    return typeof value === 'string' ? [value] : []
  })

export async function subjectsOf(db: Database, payloads: readonly unknown[]) {
  const columns = { requestId: requests.id, requestNo: requests.no, personName: members.name }
  const ofRequest = await db
    .select(columns)
    .from(requests)
    .leftJoin(members, sql`lower(${members.userid}) = lower(${requests.applicantId})`)
    .where(inArray(requests.id, texts(payloads, 'requestId') as (typeof requests.$inferSelect.id)[]))
  const ofCard = await db
    .select({ ...columns, taskId: cards.taskId })
    .from(cards)
    .innerJoin(requests, eq(requests.id, cards.requestId))
    .leftJoin(members, sql`lower(${members.userid}) = lower(${cards.userid})`)
    .where(inArray(cards.taskId, texts(payloads, 'taskId')))
  return (payload: unknown): Subject | null => {
    const [requestId] = texts([payload], 'requestId')
    const [taskId] = texts([payload], 'taskId')
    return ofRequest.find((row) => row.requestId === requestId) ?? ofCard.find((row) => row.taskId === taskId) ?? null
  }
}

/** Returns the row, locked until the transaction ends. */
export async function lockRow(tx: Tx, id: number): Promise<OutboxFacts | null> {
  const [row] = await tx.select().from(outbox).where(eq(outbox.id, id)).for('update')
  return row ?? null
}

export async function findRow(db: Database, id: number): Promise<OutboxFacts | null> {
  const [row] = await db.select().from(outbox).where(eq(outbox.id, id))
  return row ?? null
}

/** Whether another pending job has the same deduplication key. */
export async function hasPendingDuplicate(tx: Tx, row: OutboxFacts): Promise<boolean> {
  const isDuplicate = and(
    eq(outbox.dedupeKey, row.dedupeKey),
    ne(outbox.id, row.id),
    isNull(outbox.doneAt),
    isNull(outbox.deadAt),
  )
  return (await tx.$count(outbox, isDuplicate)) > 0
}

/** Requeues a dead letter with all attempts available again. */
export async function requeueRow(tx: Tx, id: number, runAt: Date): Promise<void> {
  await tx.update(outbox).set({ deadAt: null, attempts: 0, runAt, leasedUntil: null }).where(eq(outbox.id, id))
}

export async function closeDead(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.update(outbox).set({ doneAt: at }).where(eq(outbox.id, id))
}
