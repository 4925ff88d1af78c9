import type { SystemActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { advance, type ApproverReason } from '@desk/shared/requests/model/request-flow'
import type { Database, Tx } from '../../../db/database.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { addApprovers, type ApproverRow, releaseApprovers } from '../approvers/approver-queries.ts'
import { withdrawWithin } from './withdraw-request.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { sendApprovalCards, closeCards } from '../cards/request-notices.ts'
import { findPersonWithPath, type Person, requirePersonWithPath } from '../approvers/people-queries.ts'
import { recordChange } from '../model/record-change.ts'
import { lockRequest, updateRequestColumns, requireRequest, type RequestRow } from '../model/request-queries.ts'
import { approverQueryOf } from '../model/approver-query.ts'
import { type Approver, resolveLevels } from '../approvers/resolve-approvers.ts'

const router: SystemActor = { kind: 'system', job: 'requests.reroute' }
const registrar: SystemActor = { kind: 'system', job: 'requests.leavers' }

/** Returns the first approvers in line who are not approvers yet. */
export async function nextInLine(deps: ReadDeps, request: RequestRow, because: ApproverReason): Promise<Approver[]> {
  const levels = await resolveLevels(deps, approverQueryOf(request))
  const next = levels.map((level) => level.filter(isNewTo(request))).find((level) => level.length > 0) ?? []
  return next.map((approver) => ({ ...approver, because }))
}

/** Returns the members of the management department who are not approvers yet. */
export async function opsInLine(deps: ReadDeps, request: RequestRow): Promise<Approver[]> {
  const levels = await resolveLevels(deps, { ...approverQueryOf(request), path: [], step: 'ops' })
  return levels
    .flat()
    .filter(isNewTo(request))
    .map((approver) => ({ ...approver, because: 'escalated' }))
}

const isNewTo =
  ({ approverIds }: RequestRow) =>
  ({ userid }: Approver) =>
    !approverIds.some((approverId) => sameUserid(approverId, userid))

/** Approvers chosen by a person, not by the rules: they stay as long as they may decide. */
const chosenReasons: readonly ApproverReason[] = ['transferred', 'returned_before']
/** Approvers added to those whom the rules name: they stay as long as they may decide. */
const addedReasons: readonly ApproverReason[] = ['urged', 'escalated']

type Change = { add: Approver[]; release: string[] }

/** Returns the difference between the present approvers and those that the rules name. */
async function differenceOf(deps: ReadDeps, request: RequestRow, path: readonly number[]): Promise<Change> {
  const levels = await resolveLevels(deps, { ...approverQueryOf(request), path })
  const eligible = levels.flat()
  const current = request.approvers.filter(({ closedAt }) => closedAt === null)
  const stillEligible = current.filter((one) => eligible.some((other) => isSame(one, other)))
  const chosenApprovers = stillEligible.filter(({ because }) => chosenReasons.includes(because))
  const base: readonly Approver[] =
    chosenApprovers.length > 0 ? chosenApprovers : (levels.find((level) => level.length > 0) ?? [])
  const required = [...base, ...stillEligible.filter(({ because }) => addedReasons.includes(because))]
  return {
    add: required.filter((one) => !current.some((other) => isSame(one, other))),
    release: current
      .map(({ userid }) => userid)
      .filter((userid) => !required.some((approver) => sameUserid(userid, approver.userid))),
  }
}

const isSame = (one: Pick<ApproverRow, 'userid' | 'onBehalfOf'>, other: Pick<Approver, 'userid' | 'onBehalfOf'>) =>
  sameUserid(one.userid, other.userid) && sameUserid(one.onBehalfOf ?? '', other.onBehalfOf ?? '')

/**
 * Returns whether the present approvers differ from those that the rules name. Reads without a lock, so that it delays
 * no writer.
 */
export async function isMisrouted(deps: ReadDeps, request: RequestRow): Promise<boolean> {
  const { applicant, subject, path: present } = await loadConcerned(deps.db, request)
  if (isOver(request, applicant, subject)) return true
  if (request.state !== 'open') return false
  const path = pathOf(request, present)
  const { add, release } = await differenceOf(deps, request, path)
  return add.length + release.length > 0 || !isSamePath(path, request.departmentPath)
}

/**
 * Replaces approvers by those that the rules name now, and closes the request of a leaver. Returns whether it changed.
 */
export async function rerouteRequest(deps: RequestDeps, id: RequestId): Promise<boolean> {
  const isChanged = await deps.db.transaction(async (tx) => {
    const request = await lockRequest(tx, id)
    const { applicant, subject, path: present } = await loadConcerned(tx, request)
    if (isOver(request, applicant, subject)) {
      await withdrawWithin(deps, tx, request, { actor: registrar, type: 'applicant_left' })
      return true
    }
    if (request.state !== 'open') return false
    const path = pathOf(request, present)
    const change = await differenceOf({ ...deps, db: tx }, request, path)
    const hasMoved = !isSamePath(path, request.departmentPath)
    if (!hasMoved && change.add.length + change.release.length === 0) return false
    if (hasMoved) await updateRequestColumns(tx, request, { departmentPath: [...path] })
    await applyChange(deps, tx, request, change)
    return true
  })
  if (isChanged) deps.failPoints.hit('reroute.committed')
  return isChanged
}

async function applyChange(deps: RequestDeps, tx: Tx, request: RequestRow, { add, release }: Change): Promise<void> {
  const now = deps.clock.now()
  await releaseApprovers(tx, request.id, release, now)
  await addApprovers(tx, request.id, add, now)
  const addedUserids = add.map(({ userid }) => userid)
  const [first] = add
  const details = { asked: addedUserids, released: release, ...(first ? { because: first.because } : {}) }
  await recordChange(deps, tx, { actor: router, request, type: 'reassigned', details })
  const open = await requireRequest(tx, request.id)
  await closeCards(deps, tx, open, release)
  await sendApprovalCards(deps, tx, open, `reassigned:${now.toISOString()}`, {
    event: 'request.asked_again',
    only: addedUserids,
  })
}

/** Returns the present department path of the person whom a request is about; the stored one when they are in no department. */
const pathOf = ({ departmentPath }: RequestRow, present: readonly number[]) =>
  present.length === 0 ? departmentPath : present

const isSamePath = (one: readonly number[], other: readonly number[]) => one.join() === other.join()

/** Returns the applicant, the subject as far as they are a member, and the path of the subject's department. */
async function loadConcerned(
  db: Database,
  { applicantId, subjectId }: RequestRow,
): Promise<{ applicant: Person; subject: Person | null; path: readonly number[] }> {
  const applicant = await requirePersonWithPath(db, applicantId)
  const subject = subjectId === null ? applicant : await findPersonWithPath(db, subjectId)
  // Members whose account is closed count as left, although WeCom still shows them.
  const personOf = ({ person, isClosed }: typeof applicant) => (isClosed ? { ...person, status: LEFT } : person)
  return {
    applicant: personOf(applicant),
    subject: subject && personOf(subject),
    path: (subject ?? applicant).path,
  }
}

/**
 * Returns whether a request ends before it takes effect: its subject left, or nobody can edit it any more. A request about
 * another person concerns their department (a request within a transfer concerns HR), so it continues without its
 * applicant.
 */
const isOver = ({ state }: RequestRow, applicant: Person, subject: Person | null): boolean =>
  (subject?.status === LEFT || (applicant.status === LEFT && state === 'returned')) &&
  advance(state, 'withdraw') !== null
