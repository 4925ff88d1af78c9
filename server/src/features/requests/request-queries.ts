import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestFacts } from '@desk/shared/identity/permissions'
import type { EventId, RequestId } from '@desk/shared/kernel/ids'
import type { RequestState } from '@desk/shared/requests/request-flow'
import type { RequestEventType, TimelineEntry } from '@desk/shared/requests/request-schemas'
import { and, asc, eq, inArray, isNull, or, sql, type SQL } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { requestCandidates, requestEvents, requests } from '../../db/schema/index.ts'

export type RequestRow = typeof requests.$inferSelect & Pick<RequestFacts, 'candidates'>
export type EventRow = typeof requestEvents.$inferSelect

const isPerson = (column: typeof requests.applicantId | typeof requestCandidates.userid, userid: string) =>
  eq(sql`lower(${column})`, userid.toLowerCase())

const seesEverything = (actor: MemberActor) => actor.roles.some((role) => role !== 'hr')

/** The SQL twin of `can(actor, 'request.read', …)`; a test holds the two together. */
function visibleTo(actor: MemberActor): SQL | undefined {
  if (seesEverything(actor)) return undefined
  return or(isPerson(requests.applicantId, actor.userid), administers(actor))
}

const administers = (actor: MemberActor): SQL =>
  actor.adminOf.length === 0
    ? sql`false`
    : sql`${requests.departmentPath} && array[${sql.join(
        actor.adminOf.map((id) => sql`${id}::int`),
        sql`, `,
      )}]`

const isOps = (actor: MemberActor) => actor.roles.includes('ops') || actor.roles.includes('ops_lead')

async function withCandidates(db: Database, rows: (typeof requests.$inferSelect)[]): Promise<RequestRow[]> {
  if (rows.length === 0) return []
  const asked = await db
    .select({ requestId: requestCandidates.requestId, userid: requestCandidates.userid })
    .from(requestCandidates)
    .where(
      inArray(
        requestCandidates.requestId,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(requestCandidates.userid)
  return rows.map((row) => ({
    ...row,
    candidates: asked.filter(({ requestId }) => requestId === row.id).map(({ userid }) => userid),
  }))
}

/** `null` both for "no such request" and for "not yours to see", so that ids cannot be probed. */
export async function findRequest(db: Database, actor: MemberActor, id: RequestId): Promise<RequestRow | null> {
  return findOne(db, and(eq(requests.id, id), visibleTo(actor)))
}

/** As `findRequest`, by the number that people say. */
export async function findRequestByNo(db: Database, actor: MemberActor, no: string): Promise<RequestRow | null> {
  return findOne(db, and(eq(requests.no, no), visibleTo(actor)))
}

/** For our own jobs, which act for no person. */
export async function requireRequest(db: Database, id: RequestId): Promise<RequestRow> {
  const row = await findOne(db, eq(requests.id, id))
  if (!row) throw new Error(`Request ${id} is gone`)
  return row
}

/** As `requireRequest`; nobody else writes it, nor its timeline, until the transaction ends. */
export async function lockRequest(tx: Tx, id: RequestId): Promise<RequestRow> {
  await tx.select({ id: requests.id }).from(requests).where(eq(requests.id, id)).for('update')
  return requireRequest(tx, id)
}

/** The request that this key already made, if any. */
export async function findByIdempotencyKey(db: Database, applicantId: string, key: string): Promise<RequestRow | null> {
  return findOne(db, and(eq(requests.applicantId, applicantId), eq(requests.idempotencyKey, key)))
}

async function findOne(db: Database, where: SQL | undefined): Promise<RequestRow | null> {
  const [row] = await withCandidates(db, await db.select().from(requests).where(where).limit(1))
  return row ?? null
}

export async function findOpenRequests(
  db: Database,
  applicantId: string,
  kind: RequestRow['kind'],
): Promise<RequestRow[]> {
  const unfinished: RequestState[] = ['open', 'returned', 'decided', 'executing']
  const rows = await db
    .select()
    .from(requests)
    .where(and(eq(requests.applicantId, applicantId), eq(requests.kind, kind), inArray(requests.state, unfinished)))
  return withCandidates(db, rows)
}

/** Where a page of a list ended: the sort key of its last row. */
export type Cursor = { at: string; id: string }

const olderThan = (cursor: Cursor | null) =>
  cursor === null ? undefined : sql`(${requests.createdAt}, ${requests.id}) < (${cursor.at}::timestamptz, ${cursor.id})`

/** The person's own requests, newest first. */
export async function listOwn(
  db: Database,
  userid: string,
  page: { cursor: Cursor | null; limit: number; states?: readonly RequestState[] },
): Promise<RequestRow[]> {
  const rows = await db
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.applicantId, userid),
        page.states ? inArray(requests.state, [...page.states]) : undefined,
        olderThan(page.cursor),
      ),
    )
    .orderBy(sql`${requests.createdAt} desc, ${requests.id} desc`)
    .limit(page.limit)
  return withCandidates(db, rows)
}

export async function countOwn(db: Database, userid: string, states: readonly RequestState[]): Promise<number> {
  return db.$count(requests, and(eq(requests.applicantId, userid), inArray(requests.state, [...states])))
}

/** Waiting for this person's decision: asked, not closed, and the role that made him a candidate still held. */
const waitsFor = (actor: MemberActor) =>
  and(
    isPerson(requestCandidates.userid, actor.userid),
    isNull(requestCandidates.closedAt),
    isOps(actor) ? undefined : administers(actor),
  )

/** What waits for this person, the longest waiting first. */
export async function listWaiting(
  db: Database,
  actor: MemberActor,
  page: { cursor: Cursor | null; limit: number },
): Promise<RequestRow[]> {
  const { cursor } = page
  const rows = await db
    .select({ request: requests })
    .from(requestCandidates)
    .innerJoin(requests, eq(requests.id, requestCandidates.requestId))
    .where(
      and(
        waitsFor(actor),
        cursor === null
          ? undefined
          : sql`(${requestCandidates.askedAt}, ${requestCandidates.requestId}) > (${cursor.at}::timestamptz, ${cursor.id})`,
      ),
    )
    .orderBy(asc(requestCandidates.askedAt), asc(requestCandidates.requestId))
    .limit(page.limit)
  return withCandidates(
    db,
    rows.map(({ request }) => request),
  )
}

export async function countWaiting(
  db: Database,
  actor: MemberActor,
): Promise<{ count: number; oldestAt: Date | null }> {
  const [row] = await db
    .select({
      count: sql<number>`count(*)::int`,
      oldestAt: sql<string | Date | null>`min(${requestCandidates.askedAt})`,
    })
    .from(requestCandidates)
    .innerJoin(requests, eq(requests.id, requestCandidates.requestId))
    .where(waitsFor(actor))
  return { count: row?.count ?? 0, oldestAt: row?.oldestAt ? new Date(row.oldestAt) : null }
}

/** The timeline of one request, oldest first. */
export function listEvents(db: Database, id: RequestId): Promise<EventRow[]> {
  return db.select().from(requestEvents).where(eq(requestEvents.requestId, id)).orderBy(asc(requestEvents.seq))
}

export type NewRequest = Omit<typeof requests.$inferInsert, 'version' | 'outcome'>

export async function insertRequest(tx: Tx, row: NewRequest, candidates: readonly string[]): Promise<RequestRow> {
  const [stored] = await tx
    .insert(requests)
    .values({ ...row, version: 1, outcome: { verdicts: {}, written: false, readBack: {} } })
    .returning()
  if (!stored) throw new Error('insert returned no row')
  await tx
    .insert(requestCandidates)
    .values(candidates.map((userid) => ({ requestId: stored.id, userid, askedAt: row.createdAt })))
  return { ...stored, candidates }
}

export type RequestPatch = Partial<Pick<typeof requests.$inferInsert, 'state' | 'outcome' | 'decidedBy'>>

/** Compare-and-set: null means another writer got there first, and nothing was written. */
export async function saveRequest(
  tx: Tx,
  seen: RequestRow,
  patch: RequestPatch & { updatedAt: Date },
): Promise<RequestRow | null> {
  const [saved] = await tx
    .update(requests)
    .set({ ...patch, version: seen.version + 1 })
    .where(and(eq(requests.id, seen.id), eq(requests.version, seen.version)))
    .returning()
  return saved ? { ...saved, candidates: seen.candidates } : null
}

/** Nobody is asked any more: the rows leave every inbox. */
export async function closeCandidates(tx: Tx, id: RequestId, at: Date): Promise<void> {
  await tx
    .update(requestCandidates)
    .set({ closedAt: at })
    .where(and(eq(requestCandidates.requestId, id), isNull(requestCandidates.closedAt)))
}

export type NewEvent = {
  id: EventId
  requestId: RequestId
  at: Date
  actorId: string | null
  type: RequestEventType
  details: TimelineEntry['details']
}

/** Appends to the timeline. The request's row is written in the same transaction, so positions never collide. */
export async function appendEvent(tx: Tx, event: NewEvent): Promise<void> {
  const next = sql<number>`(select coalesce(max(seq), 0) + 1 from ${requestEvents} where request_id = ${event.requestId})`
  await tx.insert(requestEvents).values({ ...event, seq: next })
}
