import { openFeedbackStates } from '@desk/shared/feedback/feedback-flow'
import type { Id } from '@desk/shared/kernel/ids'
import { and, asc, eq, inArray, isNotNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { feedbackEvents, feedbackGrams, feedbackPlaces, feedbackProblems } from '../../../db/schema/index.ts'

export type ProblemRow = typeof feedbackProblems.$inferSelect
export type FeedbackId = Id<'feedback'>
type ProblemPatch = Partial<Omit<ProblemRow, 'id' | 'version' | 'askedAt'>>
type EventRow = typeof feedbackEvents.$inferSelect

export async function insertProblem(tx: Tx, row: ProblemRow, grams: readonly string[]): Promise<void> {
  await tx.insert(feedbackProblems).values(row)
  await putPlaces(tx, row)
  await putGrams(tx, row.id, grams)
}

/** Adds index rows for the departments of a problem; rows that exist stay as they are. */
async function putPlaces(tx: Tx, { id, departments, state, askedAt }: ProblemRow): Promise<void> {
  if (departments.length === 0) return
  await tx
    .insert(feedbackPlaces)
    .values(departments.map((departmentId) => ({ departmentId, state, askedAt, problemId: id })))
    .onConflictDoNothing()
}

/** Replaces the search keys of a problem or of an entry of the FAQ. */
export async function putGrams(tx: Tx, objectId: string, grams: readonly string[]): Promise<void> {
  await tx.delete(feedbackGrams).where(eq(feedbackGrams.objectId, objectId))
  if (grams.length > 0) await tx.insert(feedbackGrams).values(grams.map((gram) => ({ gram, objectId })))
}

export async function findProblem(db: Database, id: FeedbackId): Promise<ProblemRow | null> {
  const [row] = await db.select().from(feedbackProblems).where(eq(feedbackProblems.id, id))
  return row ?? null
}

/** Locks the problem until the transaction ends. */
export async function lockProblem(tx: Tx, id: FeedbackId): Promise<ProblemRow | null> {
  const [row] = await tx.select().from(feedbackProblems).where(eq(feedbackProblems.id, id)).for('update')
  return row ?? null
}

/** Locks several problems in the order of their ids, so that two merges do not deadlock. */
export const lockProblems = (tx: Tx, ids: readonly FeedbackId[]): Promise<ProblemRow[]> =>
  tx
    .select()
    .from(feedbackProblems)
    .where(inArray(feedbackProblems.id, [...ids]))
    .orderBy(asc(feedbackProblems.id))
    .for('update')

export const listProblemsById = (db: Database, ids: readonly FeedbackId[]): Promise<ProblemRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(feedbackProblems)
        .where(inArray(feedbackProblems.id, [...ids]))

/** Saves a locked problem as a new version. @throws Error when the version is not the one that was locked */
export async function saveProblem(tx: Tx, problem: ProblemRow, patch: ProblemPatch): Promise<ProblemRow> {
  const [saved] = await tx
    .update(feedbackProblems)
    .set({ ...patch, version: problem.version + 1 })
    .where(and(eq(feedbackProblems.id, problem.id), eq(feedbackProblems.version, problem.version)))
    .returning()
  if (!saved) throw new Error('A locked problem was written by another transaction')
  if (patch.departments !== undefined) await putPlaces(tx, saved)
  if (patch.state !== undefined)
    await tx.update(feedbackPlaces).set({ state: saved.state }).where(eq(feedbackPlaces.problemId, saved.id))
  return saved
}

/** Saves the people and departments without a new version: one more asker does not invalidate a decision on screen. */
export async function savePeople(
  tx: Tx,
  { id }: Pick<ProblemRow, 'id'>,
  patch: Pick<ProblemRow, 'people' | 'departments'>,
): Promise<void> {
  const [saved] = await tx.update(feedbackProblems).set(patch).where(eq(feedbackProblems.id, id)).returning()
  if (saved) await putPlaces(tx, saved)
}

/** Points the problems that were merged into these at the new target, so that each is only one step away from it. */
export async function moveEarlierMerges(tx: Tx, from: readonly FeedbackId[], to: FeedbackId): Promise<void> {
  await tx
    .update(feedbackProblems)
    .set({ mergedInto: to })
    .where(inArray(feedbackProblems.mergedInto, [...from]))
}

export async function addEvent(tx: Tx, event: Omit<typeof feedbackEvents.$inferInsert, 'no'>): Promise<void> {
  const no = sql<number>`(select coalesce(max(no), 0) + 1 from feedback_events where problem_id = ${event.problemId})`
  await tx.insert(feedbackEvents).values({ ...event, no })
}

/** Finds the entry of the timeline that was stored with this key. */
export async function findEventByKey(db: Database, problemId: FeedbackId, key: string): Promise<EventRow | null> {
  const isSameKey = and(eq(feedbackEvents.problemId, problemId), eq(feedbackEvents.idempotencyKey, key))
  const [row] = await db.select().from(feedbackEvents).where(isSameKey)
  return row ?? null
}

export const listEvents = (db: Database, problemId: FeedbackId): Promise<EventRow[]> =>
  db.select().from(feedbackEvents).where(eq(feedbackEvents.problemId, problemId)).orderBy(asc(feedbackEvents.no))

/** Lists the notes, answers and reasons for another answer of the problems that were merged into this one. */
export function listMergedEvents(db: Database, id: FeedbackId): Promise<EventRow[]> {
  const { problemId, at, no, type } = feedbackEvents
  const merged = db
    .select({ id: feedbackProblems.id })
    .from(feedbackProblems)
    .where(eq(feedbackProblems.mergedInto, id))
  const isShown = and(inArray(problemId, merged), inArray(type, ['noted', 'answered', 'reopened']))
  return db.select().from(feedbackEvents).where(isShown).orderBy(asc(at), asc(problemId), asc(no))
}

/** Lists what askers of these problems wrote with "not solved". */
export async function listReopenings(
  db: Database,
  ids: readonly FeedbackId[],
): Promise<{ userid: string; text: string; at: Date }[]> {
  const { problemId, no, at, userid, type, text } = feedbackEvents
  const isReopened = and(inArray(problemId, [...ids]), eq(type, 'reopened'), isNotNull(userid), isNotNull(text))
  return db
    .select({ userid: sql<string>`${userid}`, text: sql<string>`${text}`, at })
    .from(feedbackEvents)
    .where(isReopened)
    .orderBy(asc(at), asc(problemId), asc(no))
}

/** Lists the problems that were merged into this one. */
export async function listMergedInto(db: Database, id: FeedbackId): Promise<FeedbackId[]> {
  const isMerged = eq(feedbackProblems.mergedInto, id)
  return (await db.select({ id: feedbackProblems.id }).from(feedbackProblems).where(isMerged)).map((row) => row.id)
}

/** Removes the titles of these problems, the texts of their timelines and their search keys. */
export async function eraseTexts(tx: Tx, ids: readonly FeedbackId[]): Promise<void> {
  const isListed = inArray(feedbackProblems.id, [...ids])
  await tx.update(feedbackProblems).set({ title: '', pinyin: '', answer: null }).where(isListed)
  await tx
    .update(feedbackEvents)
    .set({ text: null })
    .where(inArray(feedbackEvents.problemId, [...ids]))
  await tx.delete(feedbackGrams).where(inArray(feedbackGrams.objectId, [...ids]))
}

/**
 * Lists problems whose step is overdue, oldest first: those that their department has not forwarded, and those whose late
 * answer was not reported yet.
 */
export const listDue = (db: Database, now: Date, limit: number): Promise<{ id: FeedbackId }[]> =>
  db
    .select({ id: feedbackProblems.id })
    .from(feedbackProblems)
    .where(
      and(
        lt(feedbackProblems.dueAt, now),
        or(eq(feedbackProblems.state, 'collected'), eq(feedbackProblems.isLateReported, false)),
      ),
    )
    .orderBy(asc(feedbackProblems.dueAt), asc(feedbackProblems.id))
    .limit(limit)

/** Lists the open problems in pages, oldest first. */
export const listOpen = (
  db: Database,
  after: { at: Date; id: string } | null,
  limit: number,
): Promise<{ id: FeedbackId; askedAt: Date }[]> =>
  db
    .select({ id: feedbackProblems.id, askedAt: feedbackProblems.askedAt })
    .from(feedbackProblems)
    .where(
      and(
        inArray(feedbackProblems.state, [...openFeedbackStates]),
        after === null
          ? undefined
          : sql`(${feedbackProblems.askedAt}, ${feedbackProblems.id}) > (${after.at.toISOString()}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(asc(feedbackProblems.askedAt), asc(feedbackProblems.id))
    .limit(limit)

/** SQL conditions on the object of a search key. Ids of FAQ entries (`faq_`) sort before those of problems (`fbk_`). */
export const isKeyOf = {
  faq: sql`${feedbackGrams.objectId} < 'fbk'`,
  problems: sql`${feedbackGrams.objectId} >= 'fbk'`,
}

/** Maximum number of rows read per search key: a key that has more hardly tells texts apart. */
const PER_GRAM = 500
/** Maximum number of ids that a search returns. */
const CANDIDATES_MAX = 30

/** Returns the ids of problems and FAQ entries that share the most search keys, best first. Reads a bounded number of rows. */
export async function findIdsByGrams(db: Database, grams: readonly string[], condition = sql`true`): Promise<string[]> {
  if (grams.length === 0) return []
  const found = await rowsOf<{ id: string }>(
    db,
    sql`
    select found.object_id as id from ${gramsAsRows(grams)} as asked(gram) cross join lateral (
      select object_id from ${feedbackGrams} where ${feedbackGrams.gram} = asked.gram and ${condition}
      order by object_id desc limit ${PER_GRAM}
    ) as found
    group by found.object_id order by count(*) desc, found.object_id desc limit ${CANDIDATES_MAX}`,
  )
  return found.map(({ id }) => id)
}

export const gramsAsRows = (grams: readonly string[]): SQL =>
  sql`jsonb_array_elements_text(${JSON.stringify(grams)}::jsonb)`
