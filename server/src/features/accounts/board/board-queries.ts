import type { BoardQuery } from '@desk/shared/accounts/board-views'
import { openStates, unusedStates } from '@desk/shared/accounts/opening-states'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { and, desc, eq, gte, inArray, lte, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { today } from '../../../access/grant-conditions.ts'
import type { Database } from '../../../db/database.ts'
import { accountBatches, accountOpenings, auditEntries } from '../../../db/schema/index.ts'
import type { DayDeps, ReadDeps } from '../../../kernel/deps.ts'
import { isLate } from '../model/due-opening-queries.ts'
import type { BatchId, OpeningId, OpeningRow } from '../model/opening-queries.ts'

/** How many openings of a view the board shows at most. */
export const BOARD_SIZE = 200
const WEEK_DAYS = 7
/** A search with fewer digits would match too many phone numbers. */
const MIN_DIGITS = 4
/** How many events of an opening and its batch are shown at most. */
const MAX_EVENTS = 100

const { state, startsOn, completedAt, name, userid, departmentPath, mobile } = accountOpenings
const inProgress = [...openStates, 'activated'] as const

/** Returns the SQL conditions of three of the numbers shown above the board. */
const viewConditions = (deps: DayDeps, day = today(deps)) =>
  ({
    week: and(inArray(state, [...openStates]), gte(startsOn, day), lte(startsOn, shiftDay(day, WEEK_DAYS - 1))),
    faulty: or(
      inArray(state, ['failed', 'returned', 'by_hand']),
      and(inArray(state, ['created', 'invited']), sql`${accountOpenings.failure} is not null`),
    ),
    late: or(isLate(deps), and(eq(state, 'activated'), lte(startsOn, day))),
  }) satisfies Record<string, SQL | undefined>

/** Counts the openings of the coming week, those that need action, those that are late, and those completed since `monthAgo`. */
export async function countBoard(
  deps: ReadDeps,
  monthAgo: Date,
): Promise<{ week: number; faulty: number; late: number; done: number }> {
  const { db } = deps
  const { week, faulty, late } = viewConditions(deps)
  const count = (condition: SQL | undefined) => sql<number>`(count(*) filter (where ${condition}))::int`
  const [open] = await db
    .select({ week: count(week), faulty: count(faulty), late: count(late) })
    .from(accountOpenings)
    .where(inArray(state, [...inProgress]))
  const done = await db.$count(accountOpenings, isDoneSince(monthAgo))
  return { week: 0, faulty: 0, late: 0, ...open, done }
}

const isDoneSince = (monthAgo: Date) =>
  and(eq(state, 'completed'), sql`${completedAt} > ${monthAgo.toISOString()}::timestamptz`)

/** SQL condition: HR has to correct the opening. */
const needsCorrection = inArray(state, ['returned', 'failed'])

/**
 * Returns the SQL condition: HR has to correct the opening, the member could sign in since yesterday and has not, the first day
 * passed and there is no account, or the first day has come and its steps are not done.
 */
const isDue = (deps: DayDeps, day = today(deps)) =>
  sql<boolean>`(${needsCorrection} or ${isLate(deps)} or (${notInArray(state, [...unusedStates])} and ${startsOn} < ${day})
    or (${state} = 'activated' and ${startsOn} <= ${day}))`

/** Lists the next openings in progress: those to be corrected first, then the others that are due, then by first day. */
export const listNextOpenings = (deps: ReadDeps, limit: number): Promise<{ row: OpeningRow; isDue: boolean }[]> =>
  deps.db
    .select({ row: accountOpenings, isDue: isDue(deps) })
    .from(accountOpenings)
    .where(inArray(state, [...inProgress]))
    .orderBy(desc(needsCorrection), desc(isDue(deps)), startsOn, accountOpenings.id)
    .limit(limit)

/** Counts the openings in progress; `due`: those that need attention today. */
export async function countOpeningsInProgress(deps: ReadDeps): Promise<{ count: number; due: number }> {
  const [counted] = await deps.db
    .select({ count: sql<number>`count(*)::int`, due: sql<number>`(count(*) filter (where ${isDue(deps)}))::int` })
    .from(accountOpenings)
    .where(inArray(state, [...inProgress]))
  return { count: 0, due: 0, ...counted }
}

/** Returns the SQL condition of a view; without one, of the openings in progress. */
function isInView(deps: DayDeps, view: BoardQuery['view'], monthAgo: Date): SQL | undefined {
  if (view === 'done') return isDoneSince(monthAgo)
  return view === 'faulty' || view === 'late' ? viewConditions(deps)[view] : inArray(state, [...inProgress])
}

/**
 * SQL expression of the first day that keeps the planner from reading an index by first day, which begins with years of
 * completed openings: those in progress are few, and are sorted faster.
 */
const startsOnOfFew = sql`${startsOn} + 0`

type Search = Pick<BoardQuery, 'q' | 'view'> & { monthAgo: Date }

/** Lists the openings of a view that match a search, one more than `BOARD_SIZE` when there are more. */
export function listBoard(deps: ReadDeps, { q, view, monthAgo }: Search): Promise<OpeningRow[]> {
  const digits = (q ?? '').replace(/\D/g, '')
  const like = (text: string) => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`
  const matchesSearch =
    q === undefined || q === ''
      ? undefined
      : or(
          sql`${name} ilike ${like(q)}`,
          sql`${userid} ilike ${like(q)}`,
          sql`array_to_string(${departmentPath}, '/') ilike ${like(q)}`,
          digits.length >= MIN_DIGITS ? sql`${mobile} like ${like(digits)}` : undefined,
        )
  return deps.db
    .select()
    .from(accountOpenings)
    .where(and(isInView(deps, view, monthAgo), matchesSearch))
    .orderBy(...(view === 'done' ? [desc(completedAt)] : [startsOnOfFew, accountOpenings.id]))
    .limit(BOARD_SIZE + 1)
}

/**
 * Lists batches with openings that wait for review, the oldest first. `submitters` may not decide: those who submitted the
 * waiting openings, then the one who submitted the batch. `except`: without the batches about which this person may not decide.
 */
export function listWaitingBatches(
  db: Database,
  limit: number,
  except?: string,
): Promise<{ id: BatchId; count: number; submittedAt: Date; submitters: string[] }[]> {
  const waitingByBatch = db
    .select({
      batchId: accountOpenings.batchId,
      count: sql<number>`count(*)::int`.as('count'),
      submitters: sql<string[]>`array_agg(distinct ${accountOpenings.submittedBy})`.as('submitters'),
    })
    .from(accountOpenings)
    .where(eq(state, 'review'))
    .groupBy(accountOpenings.batchId)
    .as('waiting_in')
  // One lookup per row, since a join may read all batches.
  const batch = db
    .select({ id: accountBatches.id, submittedAt: accountBatches.submittedAt, submittedBy: accountBatches.submittedBy })
    .from(accountBatches)
    .where(eq(accountBatches.id, waitingByBatch.batchId))
    .limit(1)
    .as('batch')
  const submitters = sql<string[]>`(${waitingByBatch.submitters} || ${batch.submittedBy})`
  return db
    .select({
      id: batch.id,
      submittedAt: batch.submittedAt,
      count: waitingByBatch.count,
      submitters,
    })
    .from(waitingByBatch)
    .innerJoinLateral(batch, sql`true`)
    .where(
      except === undefined
        ? undefined
        : sql`not exists (select 1 from unnest(${submitters}) as one(userid) where lower(one.userid) = ${except.toLowerCase()})`,
    )
    .orderBy(batch.submittedAt, batch.id)
    .limit(limit)
}

/** Returns the department that this person named in the last row of their newest batch; null if they submitted none. */
export async function findLastDepartment(db: Database, submitterId: string): Promise<readonly string[] | null> {
  const newestBatch = db
    .select({ id: accountBatches.id })
    .from(accountBatches)
    .where(eq(sql`lower(${accountBatches.submittedBy})`, submitterId.toLowerCase()))
    .orderBy(desc(accountBatches.submittedAt))
    .limit(1)
  const [row] = await db
    .select({ path: departmentPath })
    .from(accountOpenings)
    .where(eq(accountOpenings.batchId, newestBatch))
    .orderBy(desc(accountOpenings.no))
    .limit(1)
  return row?.path ?? null
}

/** Lists what happened to an opening and its batch, oldest first; the newest, if there is more than a page shows. */
export async function listOpeningEvents(
  db: Database,
  ids: readonly [OpeningId, BatchId],
): Promise<{ action: string; at: Date; actor: string }[]> {
  const newest = await db
    .select({ action: auditEntries.action, at: auditEntries.at, actor: auditEntries.actor })
    .from(auditEntries)
    .where(inArray(auditEntries.object, [...ids]))
    .orderBy(desc(auditEntries.seq))
    .limit(MAX_EVENTS)
  return newest.reverse()
}
