import { sum } from '@desk/shared/kernel/sum'
import { actorAndDelegators, type MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { isRequestType, type RequestType } from '@desk/shared/requests/types/index'
import { runningStates, type RequestState } from '@desk/shared/requests/model/request-flow'
import { approvesRequests } from '@desk/shared/requests/permissions'
import { phasesOf } from '@desk/shared/requests/who-acts-next'
import { and, asc, eq, inArray, isNull, lt, ne, or, sql, type SQL } from 'drizzle-orm'
import { union } from 'drizzle-orm/pg-core'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { preparedByKey, preparedOnce, UNNAMED } from '../../../db/prepared-once.ts'
import { attachments, requestCandidates, requestEvents, requests } from '../../../db/schema/index.ts'
import { matchesFilter, type WaitingFilter } from './waiting-filter-queries.ts'
import {
  isApprovedBy,
  isEngineRequestType,
  isOps,
  requestColumns,
  type RequestRow,
  type SelectedRow,
  toRequestRows,
  visibleTo,
} from './request-queries.ts'

/** Sort key of the last row of a page. */
export type Cursor = { at: string; id: string }

/** A row of a list with its sort key. `files`: the number of files with the reason, only in the list of waiting requests. */
export type ListRow = { row: RequestRow; at: Date; files?: number }

type Page = { cursor: Cursor | null; limit: number; kind?: RequestType | undefined }

type WaitingPage = Page & { filter?: WaitingFilter }

const isKind = (kind: RequestType | undefined) => (kind === undefined ? undefined : eq(requests.kind, kind))

/** Pairs requests with the value by which their list is sorted. */
const toListRows = (rows: readonly SelectedRow[], sortKeyOf: (row: RequestRow) => Date): ListRow[] =>
  toRequestRows(rows).map((row) => ({ row, at: sortKeyOf(row) }))

type OwnPage = Page & { states?: readonly RequestState[] | undefined }

/** Lists a person's own requests, newest first. */
export async function listOwn(db: Database, userid: string, page: OwnPage): Promise<ListRow[]> {
  const { at, id } = page.cursor ?? { at: null, id: null }
  const rows = await ownStatement(db, page).execute({ userid, at, id })
  return toListRows(rows, ({ createdAt }) => createdAt)
}

const ownStatements = preparedByKey<ReturnType<typeof prepareOwn>>()

const ownStatement = (db: Database, { cursor, ...page }: OwnPage) =>
  ownStatements(db, JSON.stringify([page, cursor === null]), () => prepareOwn(db, page, cursor === null))

const prepareOwn = (db: Database, { states, kind, limit }: Omit<OwnPage, 'cursor'>, isFirst: boolean) =>
  db
    .select(requestColumns)
    .from(requests)
    .where(
      and(
        eq(requests.applicantId, sql.placeholder('userid')),
        isEngineRequestType(),
        states ? inArray(requests.state, [...states]) : undefined,
        isKind(kind),
        isFirst
          ? undefined
          : sql`(${requests.createdAt}, ${requests.id}) < (${sql.placeholder('at')}::timestamptz, ${sql.placeholder('id')})`,
      ),
    )
    .orderBy(sql`${requests.createdAt} desc, ${requests.id} desc`)
    .limit(limit)
    .prepare(UNNAMED)

export async function countOwn(db: Database, userid: string, states: readonly RequestState[]): Promise<number> {
  return db.$count(
    requests,
    and(eq(requests.applicantId, userid), isEngineRequestType(), inArray(requests.state, [...states])),
  )
}

/** Returns how many of a person's own requests are in progress, and how many of these were returned. */
export async function countOwnRunning(db: Database, userid: string): Promise<{ running: number; returned: number }> {
  const [row] = await ownRunningStatement(db).execute({ userid })
  return row ?? { running: 0, returned: 0 }
}

const ownRunningStatement = preparedOnce((db) =>
  db
    .select({
      running: sql<number>`count(*)::int`,
      returned: sql<number>`count(*) filter (where ${requests.state} = 'returned')::int`,
    })
    .from(requests)
    .where(
      and(
        eq(requests.applicantId, sql.placeholder('userid')),
        isEngineRequestType(),
        inArray(requests.state, [...runningStates]),
      ),
    )
    .prepare(UNNAMED),
)

/** Returns the SQL condition that a request waits for this person's decision, by a role that they still hold. */
function waitsFor(actor: MemberActor): SQL | undefined {
  return and(
    matchesUserid(requestCandidates.userid, actor.userid),
    isNull(requestCandidates.closedAt),
    isApprovedBy(actorAndDelegators(actor)),
  )
}

/** The number of files with the reason as it was last submitted. */
const reasonFiles = sql<number>`(
  select count(*)::int from ${attachments} where ${attachments.commentId} = (
    select ${requestEvents.details}->>'comment' from ${requestEvents}
    where ${requestEvents.requestId} = ${requests.id} and ${requestEvents.details}->>'comment' is not null
    order by ${requestEvents.seq} desc limit 1))`

/** Lists the requests that wait for this person's decision, the longest waiting first. */
export async function listWaiting(db: Database, actor: MemberActor, page: WaitingPage): Promise<ListRow[]> {
  const { cursor, filter } = page
  const rows = await db
    .select({ ...requestColumns, listedAt: requestCandidates.askedAt, files: reasonFiles })
    .from(requestCandidates)
    .innerJoin(requests, eq(requests.id, requestCandidates.requestId))
    .where(
      and(
        waitsFor(actor),
        isKind(page.kind),
        filter && matchesFilter(filter),
        cursor === null
          ? undefined
          : sql`(${requestCandidates.askedAt}, ${requestCandidates.requestId}) > (${cursor.at}::timestamptz, ${cursor.id})`,
      ),
    )
    .orderBy(asc(requestCandidates.askedAt), asc(requestCandidates.requestId))
    .limit(page.limit)
  const listed = new Map(rows.map((row) => [row.id, row]))
  return toListRows(rows, ({ id, createdAt }) => listed.get(id)?.listedAt ?? createdAt).map((listRow) => ({
    ...listRow,
    files: listed.get(listRow.row.id)?.files ?? 0,
  }))
}

/**
 * Returns the SQL condition that this person may do the manual task of a request as a member of the management department.
 * Some phases exclude the applicant and the subject.
 */
function hasManualTask(actor: MemberActor): SQL | undefined {
  if (!isOps(actor)) return sql`false`
  const own = actor.userid.toLowerCase()
  return and(
    eq(requests.state, 'executing'),
    or(
      inArray(requests.phase, phasesOf('ops')),
      and(
        inArray(requests.phase, phasesOf('ops_but_applicant')),
        sql`lower(${requests.applicantId}) <> ${own} and lower(coalesce(${requests.subjectId}, '')) <> ${own}`,
      ),
    ),
  )
}

/** Lists manual tasks of the management department, the longest waiting first. */
export async function listManual(db: Database, actor: MemberActor, page: Page): Promise<ListRow[]> {
  const { cursor } = page
  const rows = await db
    .select(requestColumns)
    .from(requests)
    .where(
      and(
        hasManualTask(actor),
        isKind(page.kind),
        cursor === null
          ? undefined
          : sql`(${requests.updatedAt}, ${requests.id}) > (${cursor.at}::timestamptz, ${cursor.id})`,
      ),
    )
    .orderBy(asc(requests.updatedAt), asc(requests.id))
    .limit(page.limit)
  return toListRows(rows, ({ updatedAt }) => updatedAt)
}

/** Counts the manual tasks of the management department. */
export async function countManual(db: Database, actor: MemberActor): Promise<Pick<WaitingCount, 'count' | 'oldestAt'>> {
  if (!isOps(actor)) return { count: 0, oldestAt: null }
  const [row] = await db
    .select({
      count: sql<number>`count(*)::int`,
      oldestAt: sql<string | Date | null>`min(${requests.updatedAt})`,
    })
    .from(requests)
    .where(hasManualTask(actor))
  return { count: row?.count ?? 0, oldestAt: row?.oldestAt ? new Date(row.oldestAt) : null }
}

/** Selects the requests of which this person decided the last step so far, or the first of two, and which they may still read. */
function handledIds(db: Database, actor: MemberActor, page: SQL | undefined) {
  const { userid } = actor
  const decided = db
    .select({ id: requests.id })
    .from(requests)
    .where(and(matchesUserid(requests.decidedBy, userid), visibleTo(actor), page))
  // Found through the requests that they were asked to decide: `verifiedBy` has no index.
  const verified = db
    .select({ id: requests.id })
    .from(requestCandidates)
    .innerJoin(requests, eq(requests.id, requestCandidates.requestId))
    .where(
      and(
        matchesUserid(requestCandidates.userid, userid),
        matchesUserid(requests.verifiedBy, userid),
        visibleTo(actor),
        page,
      ),
    )
  return { decided, verified }
}

/** Counts what this person decided, of what they may still read. */
export function countHandled(db: Database, actor: MemberActor): Promise<number> {
  const { decided, verified } = handledIds(db, actor, undefined)
  return db.$count(requests, inArray(requests.id, union(decided, verified)))
}

/** Lists what this person decided, of what they may still read, the latest decision first. */
export async function listHandled(db: Database, actor: MemberActor, page: Page): Promise<ListRow[]> {
  const { cursor, limit } = page
  const isOnPage = and(
    isKind(page.kind),
    cursor === null
      ? undefined
      : sql`(${requests.decidedAt}, ${requests.id}) < (${cursor.at}::timestamptz, ${cursor.id})`,
  )
  const latest = sql`${requests.decidedAt} desc, ${requests.id} desc`
  const { decided, verified } = handledIds(db, actor, isOnPage)
  // Each part reads one page at most.
  const ids = union(decided.orderBy(latest).limit(limit), verified.orderBy(latest).limit(limit))
  const rows = await db
    .select(requestColumns)
    .from(requests)
    .where(inArray(requests.id, ids))
    .orderBy(latest)
    .limit(limit)
  return toListRows(rows, ({ decidedAt, updatedAt }) => decidedAt ?? updatedAt)
}

export type WaitingCount = {
  count: number
  overdue: number
  oldestAt: Date | null
  kinds: { kind: RequestType; count: number }[]
}

/** Counts the requests that wait for this person's decision, also by type. */
export async function countWaiting(db: Database, actor: MemberActor, now: Date): Promise<WaitingCount> {
  // Most members are not approvers, and need no query.
  if (!actorAndDelegators(actor).some(approvesRequests)) return { count: 0, overdue: 0, oldestAt: null, kinds: [] }
  const rows = await db
    .select({
      kind: requests.kind,
      count: sql<number>`count(*)::int`,
      overdue: sql<number>`(count(*) filter (where ${lt(requests.dueAt, now)}))::int`,
      oldestAt: sql<string | Date | null>`min(${requestCandidates.askedAt})`,
    })
    .from(requestCandidates)
    .innerJoin(requests, eq(requests.id, requestCandidates.requestId))
    .where(waitsFor(actor))
    .groupBy(requests.kind)
    .orderBy(requests.kind)
  const oldest = rows.flatMap(({ oldestAt }) => (oldestAt ? [new Date(oldestAt)] : []))
  return {
    count: sum(rows.map(({ count }) => count)),
    overdue: sum(rows.map(({ overdue }) => overdue)),
    oldestAt: oldest.sort((a, b) => a.getTime() - b.getTime())[0] ?? null,
    kinds: rows.flatMap(({ kind, count }) => (isRequestType(kind) ? [{ kind, count }] : [])),
  }
}

/** Returns the id of the request that has waited longest for this person's decision, except one; null: none waits. */
export async function nextWaiting(
  db: Database,
  actor: MemberActor,
  except: RequestId | null,
): Promise<RequestId | null> {
  const [row] = await db
    .select({ id: requestCandidates.requestId })
    .from(requestCandidates)
    .innerJoin(requests, eq(requests.id, requestCandidates.requestId))
    .where(and(waitsFor(actor), except === null ? undefined : ne(requestCandidates.requestId, except)))
    .orderBy(asc(requestCandidates.askedAt), asc(requestCandidates.requestId))
    .limit(1)
  return row?.id ?? null
}
