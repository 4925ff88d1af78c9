import { holdsRole } from '@desk/shared/identity/role-rules'
import type { MemberActor } from '@desk/shared/identity/actor'
import { managedKinds, type RequestFacts } from '@desk/shared/requests/permissions'
import type { EventId, RequestId } from '@desk/shared/kernel/ids'
import { requestKindNames, requestTypes, type RequestContent } from '@desk/shared/requests/types/index'
import type { LostDeviceEventType } from '@desk/shared/lost-device/lost-device'
import type { RequestState } from '@desk/shared/requests/model/request-flow'
import type { RequestEventType, TimelineEntry } from '@desk/shared/requests/request-schemas'
import { and, asc, eq, getTableColumns, inArray, isNull, or, sql, type SQL } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { requestCandidates, requestEvents, requests } from '../../../db/schema/index.ts'
import { RequestNotFoundError } from '../../../kernel/app-error.ts'
import {
  type ApproverRow,
  type StoredApprover,
  addApprovers,
  approversColumn,
  approversFrom,
} from '../approvers/approver-queries.ts'
import { applicantLeftColumn } from '../approvers/people-queries.ts'
import type { Approver } from '../approvers/resolve-approvers.ts'

type StoredRow = typeof requests.$inferSelect
/** A request of a type that the engine handles. */
type EngineRow = Omit<StoredRow, 'kind' | 'payload'> & RequestContent
/** `approvers` holds the people of `approverIds`, with the reason of each. */
export type RequestRow = EngineRow &
  Required<Pick<RequestFacts, 'approverIds' | 'hasApplicantLeft'>> & { approvers: readonly ApproverRow[] }
export type EventRow = Omit<typeof requestEvents.$inferSelect, 'type'> & { type: RequestEventType }

/** Returns the SQL condition that a request is of a type that the engine handles. */
export const isEngineRequestType = (): SQL => inArray(requests.kind, requestKindNames)
const isEngineRow = <Row extends StoredRow>(row: Row): row is Row & EngineRow =>
  requestKindNames.some((kind) => kind === row.kind)

function engineRow(row: StoredRow | undefined): EngineRow {
  if (!row || !isEngineRow(row)) throw new Error('The engine does not handle requests of this type')
  return row
}

/** Returns the request types of which a company-wide role lets this person read every request. */
const fullyReadableKinds = ({ roles }: MemberActor) =>
  requestKindNames.filter((kind) => requestTypes[kind].mayRead.some((role) => roles.includes(role)))

/** Returns the SQL form of `can(actor, 'request.read', …)`; a test checks that both agree. */
export function visibleTo(actor: MemberActor): SQL | undefined {
  const kinds = fullyReadableKinds(actor)
  if (kinds.length === requestKindNames.length) return undefined
  return or(
    matchesUserid(requests.applicantId, actor.userid),
    matchesUserid(requests.subjectId, actor.userid),
    administers(actor.adminOf),
    isApproverAsDelegate(actor),
    kinds.length === 0 ? undefined : inArray(requests.kind, kinds),
  )
}

const administers = (departments: readonly number[]): SQL =>
  departments.length === 0
    ? sql`false`
    : sql`${requests.departmentPath} && array[${sql.join(
        departments.map((id) => sql`${id}::int`),
        sql`, `,
      )}]`

/** Returns the SQL condition that one of these holders approves a request by a role that they hold. */
export const isApprovedBy = (holders: readonly Pick<MemberActor, 'roles' | 'adminOf'>[]): SQL | undefined => {
  const kinds = [...new Set(holders.flatMap(managedKinds))]
  const isInDepartment = administers(holders.flatMap(({ adminOf }) => adminOf))
  return kinds.length === 0 ? isInDepartment : or(isInDepartment, inArray(requests.kind, kinds))
}

export const isOps = (actor: Pick<MemberActor, 'roles'>): boolean => holdsRole(actor, 'ops')

/** Returns the SQL condition that this person is an approver for an absent delegator who still holds the role. */
function isApproverAsDelegate({ userid, delegators = [] }: MemberActor): SQL {
  if (delegators.length === 0) return sql`false`
  const isApprover = sql`exists (
    select 1 from ${requestCandidates} as c
    where c.request_id = ${requests.id} and lower(c.userid) = ${userid.toLowerCase()} and c.released_at is null)`
  return sql`(${isApprover} and ${isApprovedBy(delegators)})`
}

/** The columns of a request with its approvers. `toRequestRows` reads the result. */
export const requestColumns = {
  ...getTableColumns(requests),
  approverRows: approversColumn(),
  hasApplicantLeft: applicantLeftColumn(),
}

export type SelectedRow = StoredRow & Pick<RequestRow, 'hasApplicantLeft'> & { approverRows: readonly StoredApprover[] }

/** Returns the requests of the engine among these rows. */
export const toRequestRows = (rows: readonly SelectedRow[]): RequestRow[] =>
  rows.map(({ approverRows, ...row }) => ({ ...row, ...approversOf(approversFrom(approverRows)) })).filter(isEngineRow)

const approversOf = (approvers: readonly ApproverRow[]) => ({
  approvers,
  approverIds: approvers.map(({ userid }) => userid),
})

/** Finds a request. `null` both when it does not exist and when it is not visible, so that ids cannot be probed. */
export async function findRequest(db: Database, actor: MemberActor, id: RequestId): Promise<RequestRow | null> {
  return findOne(db, and(eq(requests.id, id), visibleTo(actor)))
}

/** @throws RequestNotFoundError when the request does not exist or is not visible to the actor. */
export async function requireVisibleRequest(db: Database, actor: MemberActor, id: RequestId): Promise<RequestRow> {
  const row = await findRequest(db, actor, id)
  if (!row) throw new RequestNotFoundError()
  return row
}

/** Returns a visible request, and locks the row and its timeline until the transaction ends. */
export async function lockVisible(tx: Tx, actor: MemberActor, id: RequestId): Promise<RequestRow | null> {
  await tx.select({ id: requests.id }).from(requests).where(eq(requests.id, id)).for('update')
  return findRequest(tx, actor, id)
}

/** Returns a visible request by its number. */
export async function findRequestByNo(db: Database, actor: MemberActor, no: string): Promise<RequestRow | null> {
  return findOne(db, and(eq(requests.no, no), visibleTo(actor)))
}

/** Returns a request without a visibility check: for jobs, and for callers that made the check before. */
export async function requireRequest(db: Database, id: RequestId): Promise<RequestRow> {
  const row = await findOne(db, eq(requests.id, id))
  if (!row) throw new Error(`Request ${id} is gone`)
  return row
}

/** Returns a request, and locks the row and its timeline until the transaction ends. */
export async function lockRequest(tx: Tx, id: RequestId): Promise<RequestRow> {
  await tx.select({ id: requests.id }).from(requests).where(eq(requests.id, id)).for('update')
  return requireRequest(tx, id)
}

/** Finds the request that was created with this key. */
export async function findByIdempotencyKey(db: Database, applicantId: string, key: string): Promise<RequestRow | null> {
  return findOne(db, and(eq(requests.applicantId, applicantId), eq(requests.idempotencyKey, key)))
}

async function findOne(db: Database, where: SQL | undefined): Promise<RequestRow | null> {
  const [row] = toRequestRows(await db.select(requestColumns).from(requests).where(where).limit(1))
  return row ?? null
}

/** Returns the SQL condition that a request is about this member, whose userid is spelled as stored. */
const isAbout = (userid: string) =>
  or(and(eq(requests.applicantId, userid), isNull(requests.subjectId)), matchesUserid(requests.subjectId, userid))

/** Lists unfinished requests of one type about a member, whoever submitted them. */
export async function listUnfinishedRequests(
  db: Database,
  userid: string,
  kind: RequestRow['kind'],
): Promise<RequestRow[]> {
  const unfinished: RequestState[] = ['open', 'returned', 'decided', 'executing']
  const rows = await db
    .select(requestColumns)
    .from(requests)
    .where(and(isAbout(userid), eq(requests.kind, kind), inArray(requests.state, unfinished)))
  return toRequestRows(rows)
}

/** Lists the timeline of a request, oldest first. */
export async function listEvents(db: Database, id: RequestId): Promise<EventRow[]> {
  const rows = await db
    .select()
    .from(requestEvents)
    .where(eq(requestEvents.requestId, id))
    .orderBy(asc(requestEvents.seq))
  return rows as EventRow[] // The other types belong to requests outside the engine.
}

export type NewRequest = Omit<typeof requests.$inferInsert, 'version' | 'outcome'>

export async function insertRequest(tx: Tx, row: NewRequest, approvers: readonly Approver[]): Promise<RequestRow> {
  const [inserted] = await tx
    .insert(requests)
    .values({ ...row, version: 1, outcome: { verdicts: {}, written: false, readBack: {} } })
    .returning()
  const stored = engineRow(inserted)
  await addApprovers(tx, stored.id, approvers, row.createdAt)
  return {
    ...stored,
    hasApplicantLeft: false,
    ...approversOf(
      approvers.map((approver) => ({ ...approver, askedAt: row.createdAt, closedAt: null, claimedUntil: null })),
    ),
  }
}

type Changeable = Omit<
  typeof requests.$inferInsert,
  'id' | 'no' | 'kind' | 'applicantId' | 'version' | 'idempotencyKey' | 'bodyHash' | 'createdAt' | 'updatedAt'
>
export type RequestPatch = Partial<Changeable>

/** Saves a request by compare-and-set. The caller holds the lock of its row, or its job, so only a bug lets another writer in. */
export async function saveRequest(
  tx: Tx,
  seen: RequestRow,
  patch: RequestPatch & { updatedAt: Date },
): Promise<RequestRow> {
  const [saved] = await tx
    .update(requests)
    .set({ ...patch, version: seen.version + 1 })
    .where(and(eq(requests.id, seen.id), eq(requests.version, seen.version)))
    .returning()
  if (!saved) throw new Error('A locked request was written by another transaction')
  const { approverIds, approvers, hasApplicantLeft } = seen
  return { ...engineRow(saved), approverIds, approvers, hasApplicantLeft }
}

/**
 * Saves columns on which no decision depends. Keeps the version, so that an approver's view stays current. The row must be
 * locked.
 */
export async function updateRequestColumns(
  tx: Tx,
  seen: RequestRow,
  patch: Pick<
    RequestPatch,
    'outcome' | 'dueAt' | 'slaEscalationStep' | 'timeLeftMs' | 'reminderCount' | 'remindAgainAt' | 'departmentPath'
  >,
): Promise<RequestRow> {
  await tx.update(requests).set(patch).where(eq(requests.id, seen.id))
  const [updated] = toRequestRows(await tx.select(requestColumns).from(requests).where(eq(requests.id, seen.id)))
  if (!updated) throw new Error(`Request ${seen.id} is gone`)
  return updated
}

export type NewEvent = {
  id: EventId
  requestId: RequestId
  at: Date
  actorId: string | null
  type: RequestEventType | LostDeviceEventType
  details: TimelineEntry['details']
}

/** Appends to the timeline. The caller has locked or written the request's row, so positions never collide. */
export async function appendEvent(tx: Tx, event: NewEvent): Promise<void> {
  const next = sql<number>`(select coalesce(max(seq), 0) + 1 from ${requestEvents} where request_id = ${event.requestId})`
  await tx.insert(requestEvents).values({ ...event, seq: next })
}
