import { JUDGE_DAYS } from '@desk/shared/feedback/feedback-limits'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { and, asc, desc, eq, gt, inArray, ne, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { feedbackAskers, feedbackProblems } from '../../../db/schema/index.ts'
import type { FeedbackId } from './feedback-queries.ts'

type AskerRow = typeof feedbackAskers.$inferSelect

const person = sql<string>`lower(${feedbackAskers.userid})`

/** Inserts an asker. False: they asked this problem already, or used the key before. */
export async function insertAsker(tx: Tx, row: AskerRow): Promise<boolean> {
  const inserted = await tx
    .insert(feedbackAskers)
    .values(row)
    .onConflictDoNothing()
    .returning({ userid: feedbackAskers.userid })
  return inserted.length === 1
}

/** Finds the asker row that this person stored with this idempotency key. */
export async function findByKey(db: Database, userid: string, key: string): Promise<AskerRow | null> {
  const [row] = await db
    .select()
    .from(feedbackAskers)
    .where(and(eq(feedbackAskers.userid, userid), eq(feedbackAskers.idempotencyKey, key)))
  return row ?? null
}

/** Finds the latest row of this person for the problem; a person has several after a merge. */
export async function findAsker(db: Database, problemId: FeedbackId, userid: string): Promise<AskerRow | null> {
  const [row] = await db
    .select()
    .from(feedbackAskers)
    .where(and(eq(feedbackAskers.problemId, problemId), matchesUserid(feedbackAskers.userid, userid)))
    .orderBy(desc(feedbackAskers.askedAt))
    .limit(1)
  return row ?? null
}

/** Lists which of these problems the person asked. */
export async function listAskedBy(
  db: Database,
  userid: string,
  ids: readonly FeedbackId[],
): Promise<ReadonlySet<FeedbackId>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectDistinct({ id: feedbackAskers.problemId })
    .from(feedbackAskers)
    .where(and(matchesUserid(feedbackAskers.userid, userid), inArray(feedbackAskers.problemId, [...ids])))
  return new Set(rows.map(({ id }) => id))
}

/** Lists the newest askers with their texts. */
export const listAskers = (db: Database, problemId: FeedbackId, limit: number): Promise<AskerRow[]> =>
  db
    .select()
    .from(feedbackAskers)
    .where(eq(feedbackAskers.problemId, problemId))
    .orderBy(desc(feedbackAskers.askedAt), asc(feedbackAskers.userid))
    .limit(limit)

export const listStatements = (db: Database, problemId: FeedbackId): Promise<AskerRow[]> =>
  db
    .select()
    .from(feedbackAskers)
    .where(eq(feedbackAskers.problemId, problemId))
    .orderBy(asc(feedbackAskers.askedAt), asc(feedbackAskers.userid))

/** Counts the different people who have one of these problems. */
export async function countPeople(db: Database, ids: readonly FeedbackId[]): Promise<number> {
  const [row] = await db
    .select({ people: sql`count(distinct ${person})`.mapWith(Number) })
    .from(feedbackAskers)
    .where(inArray(feedbackAskers.problemId, [...ids]))
  return row?.people ?? 0
}

/**
 * Moves the askers of merged problems to the target. Of their verdicts, which are about answers to the former problem, only
 * confirmations stay.
 */
export async function moveAskers(tx: Tx, from: readonly FeedbackId[], to: FeedbackId): Promise<void> {
  await tx
    .update(feedbackAskers)
    .set({
      problemId: to,
      verdict: sql`case when ${feedbackAskers.verdict} = 'solved' then ${feedbackAskers.verdict} end`,
      verdictRound: 0,
    })
    .where(inArray(feedbackAskers.problemId, [...from]))
}

export async function eraseStatements(tx: Tx, problemId: FeedbackId): Promise<void> {
  await tx.update(feedbackAskers).set({ text: '' }).where(eq(feedbackAskers.problemId, problemId))
}

/** Stores the verdict of a person about an answer. */
export async function saveVerdict(
  tx: Tx,
  problemId: FeedbackId,
  userid: string,
  judged: Pick<AskerRow, 'verdict' | 'verdictRound'>,
): Promise<void> {
  await tx
    .update(feedbackAskers)
    .set(judged)
    .where(and(eq(feedbackAskers.problemId, problemId), matchesUserid(feedbackAskers.userid, userid)))
}

/** Counts the people who confirmed an answer. A person who confirmed one is not asked about a later one. */
export async function countConfirmed(db: Database, problemId: FeedbackId): Promise<number> {
  const [row] = await db
    .select({ people: sql`count(distinct ${person})`.mapWith(Number) })
    .from(feedbackAskers)
    .where(and(eq(feedbackAskers.problemId, problemId), eq(feedbackAskers.verdict, 'solved')))
  return row?.people ?? 0
}

/** Lists the askers to notify of an answer, by userid: all but those who confirmed an earlier one. */
export async function listToNotify(
  db: Database,
  problemId: FeedbackId,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .select({ person, userid: sql<string>`min(${feedbackAskers.userid})` })
    .from(feedbackAskers)
    .where(and(eq(feedbackAskers.problemId, problemId), gt(person, after)))
    .groupBy(person)
    .having(sql`bool_and(${feedbackAskers.verdict} is distinct from 'solved')`)
    .orderBy(asc(person))
    .limit(limit)
  return rows.map(({ userid }) => userid)
}

/**
 * Lists the person's problems, newest first, without those that were moved to the incidents. A person who asked several
 * problems that were merged gets one row, by the latest.
 */
export const listOwnProblems = (
  db: Database,
  userid: string,
  page: { before: { at: Date; id: string } | null; limit: number },
): Promise<{ problem: typeof feedbackProblems.$inferSelect; asker: AskerRow }[]> =>
  db
    .select({ problem: feedbackProblems, asker: feedbackAskers })
    .from(feedbackAskers)
    .innerJoin(feedbackProblems, eq(feedbackProblems.id, feedbackAskers.problemId))
    .where(
      and(
        matchesUserid(feedbackAskers.userid, userid),
        ne(feedbackProblems.state, 'incident'),
        sql`not exists (select 1 from ${feedbackAskers} as later
          where later.problem_id = ${feedbackAskers.problemId} and lower(later.userid) = ${userid.toLowerCase()}
            and (later.asked_at, later.asked_as) > (${feedbackAskers.askedAt}, ${feedbackAskers.askedAs}))`,
        page.before === null
          ? undefined
          : sql`(${feedbackAskers.askedAt}, ${feedbackAskers.askedAs}) < (${page.before.at.toISOString()}::timestamptz, ${page.before.id})`,
      ),
    )
    .orderBy(desc(feedbackAskers.askedAt), desc(feedbackAskers.askedAs))
    .limit(page.limit)

/** Returns the SQL condition that an answer waits for the verdict of an asker: for `JUDGE_DAYS` after the answer. */
export const awaitsVerdict = (now: SQL): SQL => sql`(${feedbackProblems.state} in ('solved', 'known')
  and ${feedbackAskers.verdictRound} < ${feedbackProblems.round}
  and ${feedbackAskers.verdict} is distinct from 'solved'
  and ${feedbackProblems.answeredAt} > ${now} - ${`${String((JUDGE_DAYS * DAY_MS) / 1000)} seconds`}::interval)`
