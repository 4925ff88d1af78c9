import type { RequestId } from '@desk/shared/kernel/ids'
import {
  isLockPhase,
  type LostPayload,
  type LostPhase,
  lostContent,
  requestStateOfCase,
} from '@desk/shared/lost-device/lost-device'
import { UNSTATED_LOOK_BACK_MS } from '@desk/shared/lost-device/lost-device-rules'
import { and, asc, count, desc, eq, inArray, isNull, lte, ne, not, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { intArray, textArray } from '../../../db/json-parameters.ts'
import { lostCases, members, requestEvents, requests } from '../../../db/schema/index.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { endSuspension, isNotSuspended, suspendAccount } from '../../../directory/suspension-queries.ts'
import { updateCards } from './update-cards.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

type Stored = typeof lostCases.$inferSelect
/** A case with the columns of its request. */
export type CaseRow = Stored & {
  id: RequestId
  no: string
  version: number
  departmentPath: number[]
  seenHash: string
}
export type CasePatch = Partial<Omit<Stored, 'requestId' | 'subjectId' | 'reporterId' | 'reportedAt'>>

const columns = {
  lost: lostCases,
  no: requests.no,
  version: requests.version,
  departmentPath: requests.departmentPath,
  seenHash: requests.seenHash,
}
type Joined = { lost: Stored } & Pick<CaseRow, 'no' | 'version' | 'departmentPath' | 'seenHash'>
const toCase = ({ lost, ...rest }: Joined): CaseRow => ({ ...lost, ...rest, id: lost.requestId })

const selectCases = (db: Database) =>
  db.select(columns).from(lostCases).innerJoin(requests, eq(requests.id, lostCases.requestId)).$dynamic()

export async function findCase(db: Database, id: RequestId): Promise<CaseRow | null> {
  const [row] = await selectCases(db).where(eq(lostCases.requestId, id))
  return row ? toCase(row) : null
}

export async function findCaseByNo(db: Database, no: string): Promise<CaseRow | null> {
  const [row] = await selectCases(db).where(eq(requests.no, no))
  return row ? toCase(row) : null
}

export async function requireCase(db: Database, id: RequestId): Promise<CaseRow> {
  const found = await findCase(db, id)
  if (!found) throw new Error(`Case ${id} does not exist`)
  return found
}

/** Locks the request row: no other transaction writes the case or its timeline until this one ends. */
export async function lockCase(tx: Tx, id: RequestId): Promise<CaseRow | null> {
  await tx.select({ id: requests.id }).from(requests).where(eq(requests.id, id)).for('update')
  return findCase(tx, id)
}

/** Locks and returns the open case about this person; null when there is none. */
export async function lockOpenCase(tx: Tx, subjectId: string): Promise<CaseRow | null> {
  const [open] = await tx
    .select({ id: lostCases.requestId })
    .from(lostCases)
    .where(and(matchesUserid(lostCases.subjectId, subjectId), isNull(lostCases.endedAt)))
  return open ? lockCase(tx, open.id) : null
}

export async function findOpenCaseOf(db: Database, subjectId: string): Promise<CaseRow | null> {
  const [row] = await selectCases(db).where(
    and(matchesUserid(lostCases.subjectId, subjectId), isNull(lostCases.endedAt)),
  )
  return row ? toCase(row) : null
}

/** Returns the last-seen columns. Without a stated time, the period whose sign-ins are listed begins a week before the report. */
const lastSeenOf = ({ lastSeenAt }: LostPayload, reportedAt: Date) =>
  lastSeenAt === null
    ? { lastSeenAt: new Date(reportedAt.getTime() - UNSTATED_LOOK_BACK_MS), isLastSeenStated: false }
    : { lastSeenAt: new Date(lastSeenAt), isLastSeenStated: true }

type NewCase = {
  id: RequestId
  no: string
  payload: LostPayload
  departmentPath: readonly number[]
  idempotencyKey: string
  bodyHash: string
} & Pick<Stored, 'label' | 'reporterId' | 'reporterKind' | 'phase' | 'reportedAt'>

/** Inserts the request and its case. */
export async function insertCase(tx: Tx, newCase: NewCase): Promise<CaseRow> {
  const { id, no, payload, phase, reportedAt, reporterId } = newCase
  const seenHash = sha256(`lost_device\n${lostContent(payload)}`)
  await tx.insert(requests).values({
    id,
    no,
    kind: 'lost_device',
    applicantId: reporterId,
    departmentPath: [...newCase.departmentPath],
    payload,
    seenHash,
    state: requestStateOfCase[phase],
    phase,
    outcome: { verdicts: {}, written: false, readBack: {} },
    version: 1,
    idempotencyKey: newCase.idempotencyKey,
    bodyHash: newCase.bodyHash,
    createdAt: reportedAt,
    updatedAt: reportedAt,
  })
  await tx.insert(lostCases).values({
    requestId: id,
    subjectId: payload.subjectId,
    label: newCase.label,
    reporterId,
    reporterKind: newCase.reporterKind,
    phase,
    why: payload.why,
    ...lastSeenOf(payload, reportedAt),
    note: payload.note,
    reportedAt,
    attempts: 0,
    escalationStep: 0,
    called: [],
    aftercare: [],
    isFalse: false,
  })
  await updateSuspension(tx, payload.subjectId, phase, reportedAt)
  return requireCase(tx, id)
}

/** Suspends the account while the case locks it, and ends the suspension otherwise. */
const updateSuspension = (tx: Tx, subjectId: string, phase: LostPhase, at: Date): Promise<void> =>
  isLockPhase(phase) ? suspendAccount(tx, subjectId, 'lost', at) : endSuspension(tx, subjectId, 'lost', at)

/** Saves by compare-and-set on the version, as for every request, and updates cards that no longer apply. */
export async function saveCase(tx: Tx, seen: CaseRow, patch: CasePatch, at: Date): Promise<CaseRow> {
  const phase = patch.phase ?? seen.phase
  const saved = await tx
    .update(requests)
    .set({ state: requestStateOfCase[phase], phase, version: seen.version + 1, updatedAt: at })
    .where(and(eq(requests.id, seen.id), eq(requests.version, seen.version)))
    .returning({ id: requests.id })
  if (saved.length !== 1) throw new Error('A locked case was written by another transaction')
  await tx
    .update(lostCases)
    .set({ ...patch, phase })
    .where(eq(lostCases.requestId, seen.id))
  const row = await requireCase(tx, seen.id)
  if (phase !== seen.phase) {
    await updateSuspension(tx, row.subjectId, phase, at)
    await updateCards(tx, row, at)
  }
  return row
}

/** Writes columns of a locked case on which no decision depends; the displayed version stays valid. */
export async function updateCaseColumns(tx: Tx, id: RequestId, patch: CasePatch): Promise<void> {
  await tx.update(lostCases).set(patch).where(eq(lostCases.requestId, id))
}

export async function listReportsOf(db: Database, userid: string, limit: number): Promise<CaseRow[]> {
  const rows = await selectCases(db)
    .where(matchesUserid(lostCases.reporterId, userid))
    .orderBy(desc(lostCases.reportedAt))
    .limit(limit)
  return rows.map(toCase)
}

/** Maximum number of open cases that are listed. */
export const MAX_OPEN_CASES = 100

/** Phases in the order of the lists. The aftercare of others is not listed: it is a task only of the subject. */
const byUrgency: readonly LostPhase[] = [
  'aftercare',
  'urgent_review',
  'lock_failed',
  'reopened',
  'locking',
  'lock_sent',
  'identity_ok',
  'recovery',
  'unlocking',
  'locked',
]
const isListed = and(isNull(lostCases.endedAt), ne(lostCases.phase, 'aftercare'))

const listOpen = async (db: Database, where: SQL | undefined): Promise<CaseRow[]> => {
  const rows = await selectCases(db)
    .where(where)
    .orderBy(sql`array_position(${textArray(byUrgency)}, ${lostCases.phase})`, asc(lostCases.reportedAt))
    .limit(MAX_OPEN_CASES)
  return rows.map(toCase)
}

/** Lists open lost-device cases, most urgent first, and this person's own aftercare. */
export const listOpenCases = (db: Database, userid: string): Promise<CaseRow[]> =>
  listOpen(db, or(isListed, and(isNull(lostCases.endedAt), matchesUserid(lostCases.subjectId, userid))))

const isAdministeredBy = ({ adminOf, except }: { adminOf: readonly number[]; except: string | null }) =>
  and(
    sql`${requests.departmentPath} && ${intArray(adminOf)}`,
    except === null ? undefined : not(matchesUserid(lostCases.subjectId, except)),
  )

/**
 * Lists open lost-device cases, most urgent first, and returns how many there are. `admins`: only subjects in or below a
 * department of one of these, other than `except`; null: all.
 */
export async function listBoardCases(
  db: Database,
  admins: readonly { adminOf: readonly number[]; except: string | null }[] | null,
): Promise<{ open: CaseRow[]; total: number }> {
  const where = and(isListed, admins === null ? undefined : or(...admins.map(isAdministeredBy)))
  const open = await listOpen(db, where)
  if (open.length < MAX_OPEN_CASES) return { open, total: open.length }
  const [counted] = await db
    .select({ total: count() })
    .from(lostCases)
    .innerJoin(requests, eq(requests.id, lostCases.requestId))
    .where(where)
  return { open, total: counted?.total ?? open.length }
}

/** Lists lost-device cases that were locked at or before `before` and about which no reminder was sent. */
export async function listLockedBefore(db: Database, before: Date, limit: number): Promise<CaseRow[]> {
  const rows = await selectCases(db)
    .where(
      and(
        inArray(lostCases.phase, ['locked', 'recovery', 'identity_ok', 'unlocking'] satisfies LostPhase[]),
        isNull(lostCases.endedAt),
        lte(lostCases.confirmedAt, before),
        sql`not exists (
          select 1 from ${requestEvents} as e where e.request_id = ${lostCases.requestId} and e.type = 'lost_reminded')`,
      ),
    )
    .orderBy(asc(lostCases.confirmedAt))
    .limit(limit)
  return rows.map(toCase)
}

export const isReminded = async (db: Database, id: RequestId): Promise<boolean> =>
  (await db.$count(requestEvents, and(eq(requestEvents.requestId, id), eq(requestEvents.type, 'lost_reminded')))) > 0

export const listCaseEvents = (db: Database, id: RequestId) =>
  db.select().from(requestEvents).where(eq(requestEvents.requestId, id)).orderBy(asc(requestEvents.seq))

/** Serializes requests to lock people who could unlock: two at the same time could otherwise leave nobody who can. */
export async function lockUnlockers(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('lost_device.keepers', 0))`)
}

/** Returns those of these people who can be called, in the given order: active, and their own account not locked. */
export async function filterReachable(db: Database, userids: readonly string[]): Promise<string[]> {
  if (userids.length === 0) return []
  const keys = userids.map((userid) => userid.toLowerCase())
  const rows = await db
    .select({ userid: members.userid })
    .from(members)
    .where(
      and(inArray(sql`lower(${members.userid})`, keys), eq(members.status, ACTIVE), isNotSuspended(members.userid)),
    )
  const byKey = new Map(rows.map(({ userid }) => [userid.toLowerCase(), userid]))
  return keys.flatMap((key) => byKey.get(key) ?? [])
}
