import { type FeedbackState, openFeedbackStates } from '@desk/shared/feedback/feedback-flow'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { and, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { intArray, textArray } from '../../../db/json-parameters.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import {
  feedbackAskers,
  feedbackGrams,
  feedbackHandlers,
  feedbackPlaces,
  feedbackProblems,
} from '../../../db/schema/index.ts'
import { type FeedbackId, gramsAsRows, isKeyOf, listProblemsById, type ProblemRow } from './feedback-queries.ts'

type BoardPage = { before: { at: Date; id: FeedbackId } | null; limit: number }
/** `departments`: null is the whole company. `isMine`: only what waits for the viewer. */
export type BoardScope = { departments: readonly number[] | null; userid: string; isMine: boolean }

type ProblemPosition = { id: FeedbackId; at: Date }

/**
 * Lists the problems of a scope in these states, newest first, from one index range for each department and state, and those that
 * the viewer handles for an absent person.
 */
export async function listBoard(
  db: Database,
  { departments, userid, isMine }: BoardScope,
  states: readonly FeedbackState[],
  page: BoardPage,
): Promise<ProblemRow[]> {
  const ranges = isMine
    ? []
    : departments === null
      ? states.map((state) => listOfCompany(db, state, page))
      : departments.flatMap((department) => states.map((state) => listOfDepartment(db, department, state, page)))
  const found = (await Promise.all([...ranges, listWaiting(db, { userid, isMine }, states, page)])).flat()
  const newest = [...new Map(found.map(({ id, at }) => [id, at]))]
    .sort(([aId, aAt], [bId, bAt]) => bAt.getTime() - aAt.getTime() || (bId < aId ? -1 : 1))
    .slice(0, page.limit)
    .map(([id]) => id)
  const rows = await listProblemsById(db, newest)
  return rows.sort((a, b) => newest.indexOf(a.id) - newest.indexOf(b.id))
}

const isBefore = (page: BoardPage, at: typeof feedbackPlaces.askedAt | typeof feedbackProblems.askedAt, id: unknown) =>
  page.before === null
    ? undefined
    : sql`(${at}, ${id}) < (${page.before.at.toISOString()}::timestamptz, ${page.before.id})`

const listOfDepartment = (
  db: Database,
  departmentId: number,
  state: FeedbackState,
  page: BoardPage,
): Promise<ProblemPosition[]> =>
  db
    .select({ id: feedbackPlaces.problemId, at: feedbackPlaces.askedAt })
    .from(feedbackPlaces)
    .where(
      and(
        eq(feedbackPlaces.departmentId, departmentId),
        eq(feedbackPlaces.state, state),
        isBefore(page, feedbackPlaces.askedAt, feedbackPlaces.problemId),
      ),
    )
    .orderBy(desc(feedbackPlaces.askedAt), desc(feedbackPlaces.problemId))
    .limit(page.limit)

const listOfCompany = (db: Database, state: FeedbackState, page: BoardPage): Promise<ProblemPosition[]> =>
  db
    .select({ id: feedbackProblems.id, at: feedbackProblems.askedAt })
    .from(feedbackProblems)
    .where(and(eq(feedbackProblems.state, state), isBefore(page, feedbackProblems.askedAt, feedbackProblems.id)))
    .orderBy(desc(feedbackProblems.askedAt), desc(feedbackProblems.id))
    .limit(page.limit)

/** Lists problems that wait for the viewer: all of them if `isMine`, else those that they handle for an absent person. */
const listWaiting = (
  db: Database,
  { userid, isMine }: Pick<BoardScope, 'userid' | 'isMine'>,
  states: readonly FeedbackState[],
  page: BoardPage,
): Promise<ProblemPosition[]> =>
  db
    .select({ id: feedbackProblems.id, at: feedbackProblems.askedAt })
    .from(feedbackHandlers)
    .innerJoin(feedbackProblems, eq(feedbackProblems.id, feedbackHandlers.problemId))
    .where(
      and(
        matchesUserid(feedbackHandlers.userid, userid),
        isMine ? undefined : isNotNull(feedbackHandlers.onBehalfOf),
        inArray(feedbackProblems.state, [...states]),
        isBefore(page, feedbackProblems.askedAt, feedbackProblems.id),
      ),
    )
    .orderBy(desc(feedbackProblems.askedAt), desc(feedbackProblems.id))
    .limit(page.limit)

/** Maximum number of rows read per search key, the newest first. */
const PER_GRAM = 2000

/**
 * Finds the problems of a scope in these states that share the most search keys, the most similar first. `isCut`: there are more,
 * or there may be, since a search key has more rows than are read.
 */
export async function searchBoard(
  db: Database,
  { departments, userid, isMine }: BoardScope,
  states: readonly FeedbackState[],
  { grams, limit }: { grams: readonly string[]; limit: number },
): Promise<{ rows: ProblemRow[]; isCut: boolean }> {
  if (grams.length === 0) return { rows: [], isCut: false }
  const waits = sql`exists (select 1 from ${feedbackHandlers} as h where h.problem_id = p.id
    and lower(h.userid) = ${userid.toLowerCase()} and (${isMine} or h.on_behalf_of is not null))`
  const isUnder = departments === null ? sql`true` : sql`p.departments && ${intArray(departments)}`
  const found = await rowsOf<{ id: FeedbackId | null; isPartial: boolean }>(
    db,
    sql`
    with read as materialized (
      select asked.gram, one.object_id as id from ${gramsAsRows(grams)} as asked(gram) cross join lateral (
        select object_id from ${feedbackGrams} where ${feedbackGrams.gram} = asked.gram and ${isKeyOf.problems}
        order by object_id desc limit ${PER_GRAM}
      ) as one
    )
    select found.id, partial."isPartial"
    from (select exists (select 1 from read group by gram having count(*) = ${PER_GRAM}) as "isPartial") as partial
    left join (
      select alike.id, alike.shared from (select id, count(*) as shared from read group by id) as alike
      cross join lateral (
        select 1 from ${feedbackProblems} as p where p.id = alike.id and p.state = any(${textArray(states)})
          and (${isMine ? sql`false` : isUnder} or ${waits}) limit 1
      ) as shown
      order by alike.shared desc, alike.id desc limit ${limit + 1}
    ) as found on true
    order by found.shared desc, found.id desc`,
  )
  const ids = found.flatMap(({ id }) => id ?? [])
  const rows = await listProblemsById(db, ids.slice(0, limit))
  return {
    rows: rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)),
    isCut: ids.length > limit || found.some(({ isPartial }) => isPartial),
  }
}

/** Counts the open problems of these departments (null: of the company), and those that no admin has forwarded or taken yet. */
export async function countBoard(
  db: Database,
  departments: readonly number[] | null,
): Promise<{ open: number; unread: number }> {
  const counts = {
    open: sql`count(*)`.mapWith(Number),
    unread: sql`count(*) filter (where state = 'collected')`.mapWith(Number),
  }
  const [row] =
    departments === null
      ? await db
          .select(counts)
          .from(feedbackProblems)
          .where(inArray(feedbackProblems.state, [...openFeedbackStates]))
      : await db.select(counts).from(
          db
            .selectDistinct({ id: feedbackPlaces.problemId, state: feedbackPlaces.state })
            .from(feedbackPlaces)
            .where(
              and(
                sql`${feedbackPlaces.departmentId} = any(${intArray(departments)})`,
                inArray(feedbackPlaces.state, [...openFeedbackStates]),
              ),
            )
            .as('open_places'),
        )
  return row ?? { open: 0, unread: 0 }
}

/**
 * Counts the problems of these departments (null: of the company) in these states, up to `limit`: for the company a query reads
 * only part of an index.
 */
export async function countInStates(
  db: Database,
  departments: readonly number[] | null,
  { states, limit }: { states: readonly FeedbackState[]; limit: number },
): Promise<number> {
  if (departments === null) {
    const ofState = (state: FeedbackState) => sql`(select 1 from ${feedbackProblems}
      where ${feedbackProblems.state} = ${state} order by ${feedbackProblems.askedAt} desc limit ${limit})`
    const all = sql.join(states.map(ofState), sql` union all `)
    const [counted] = await rowsOf<{ count: number }>(db, sql`select count(*)::int as count from (${all}) as one`)
    return Math.min(limit, counted?.count ?? 0)
  }
  const [row] = await db
    .select({ count: sql`count(distinct ${feedbackPlaces.problemId})`.mapWith(Number) })
    .from(feedbackPlaces)
    .where(
      and(
        sql`${feedbackPlaces.departmentId} = any(${intArray(departments)})`,
        inArray(feedbackPlaces.state, [...states]),
      ),
    )
  return Math.min(limit, row?.count ?? 0)
}

/** Number of weeks that the board's chart shows. */
const WEEKS = 8

/** Returns how many asked each problem in each of the last eight weeks, the oldest first, and from which departments. */
export async function describeAskers(
  db: Database,
  ids: readonly FeedbackId[],
  now: Date,
): Promise<ReadonlyMap<FeedbackId, { weeks: number[]; departmentIds: number[] }>> {
  const described = new Map(
    ids.map((id) => [id, { weeks: Array.from({ length: WEEKS }, () => 0), departmentIds: [] as number[] }]),
  )
  if (ids.length === 0) return described
  const week = sql<number>`floor(extract(epoch from ${now.toISOString()}::timestamptz - ${feedbackAskers.askedAt})
    / ${(7 * DAY_MS) / 1000}::float8)::int`
  const rows = await db
    .select({
      id: feedbackAskers.problemId,
      departmentId: feedbackAskers.departmentId,
      week: week.as('week'),
      people: sql`count(distinct lower(${feedbackAskers.userid}))`.mapWith(Number),
    })
    .from(feedbackAskers)
    .where(inArray(feedbackAskers.problemId, [...ids]))
    .groupBy(feedbackAskers.problemId, feedbackAskers.departmentId, sql`week`)
    // The fourth column: departments with most askers come first.
    .orderBy(desc(sql`4`))
  for (const { id, departmentId, week: ago, people } of rows) {
    const description = described.get(id)
    if (!description) continue
    const { weeks, departmentIds } = description
    const column = WEEKS - 1 - Math.max(0, ago)
    if (column >= 0) weeks[column] = (weeks[column] ?? 0) + people
    if (departmentId !== null && !departmentIds.includes(departmentId)) departmentIds.push(departmentId)
  }
  return described
}
