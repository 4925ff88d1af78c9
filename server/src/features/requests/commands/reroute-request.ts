import type { SystemActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import type { ApproverReason } from '@desk/shared/requests/model/request-flow'
import type { Tx } from '../../../db/database.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { addApprovers, type ApproverRow, releaseApprovers } from '../approvers/approver-queries.ts'
import { closeForLeaver, isLeavers } from './close-for-leaver.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { sendApprovalCards, closeCards } from '../cards/request-notices.ts'
import { requireSeatedPerson } from '../approvers/people-queries.ts'
import { recordChange } from '../model/record-change.ts'
import { lockRequest, noteOnRequest, requireRequest, type RequestRow } from '../model/request-queries.ts'
import { questionOf } from '../model/approver-query.ts'
import { type Approver, resolveLevels } from '../approvers/resolve-approvers.ts'

const router: SystemActor = { kind: 'system', job: 'requests.reroute' }

/** Returns the first approvers in line who are not approvers yet. */
export async function nextInLine(deps: ReadDeps, request: RequestRow, because: ApproverReason): Promise<Approver[]> {
  const isAsked = ({ userid }: Approver) => request.candidates.some((asked) => sameUserid(asked, userid))
  for (const level of await resolveLevels(deps, questionOf(request))) {
    const fresh = level.filter((one) => !isAsked(one))
    if (fresh.length > 0) return fresh.map((one) => ({ ...one, because }))
  }
  return []
}

/** Returns the members of the management department who are not approvers yet. */
export async function opsInLine(deps: ReadDeps, request: RequestRow): Promise<Approver[]> {
  const levels = await resolveLevels(deps, { ...questionOf(request), path: [], step: 'ops' })
  const isAsked = ({ userid }: Approver) => request.candidates.some((asked) => sameUserid(asked, userid))
  return levels
    .flat()
    .filter((one) => !isAsked(one))
    .map((one) => ({ ...one, because: 'escalated' as const }))
}

/** Approvers chosen by a person, not by the order: they stay as long as they may decide. */
const chosen: readonly ApproverReason[] = ['transferred', 'returned_before']
/** Approvers added beside the others. */
const added: readonly ApproverReason[] = ['urged', 'escalated']

type Change = { ask: Approver[]; release: string[] }

/** Returns the difference between the present approvers and those that the rules name. */
async function differenceOf(deps: ReadDeps, request: RequestRow, path: readonly number[]): Promise<Change> {
  const levels = await resolveLevels(deps, { ...questionOf(request), path })
  const everybody = levels.flat()
  const now = request.asked.filter(({ closedAt }) => closedAt === null)
  const stillMay = now.filter((one) => everybody.some((other) => isSame(one, other)))
  const byHand = stillMay.filter(({ because }) => chosen.includes(because))
  const base: readonly Approver[] = byHand.length > 0 ? byHand : (levels.find((level) => level.length > 0) ?? [])
  const beside = stillMay.filter(({ because }) => added.includes(because))
  const wanted = [...base, ...beside]
  return {
    ask: wanted.filter((one) => !now.some((other) => isSame(one, other))),
    release: now
      .filter((one) => !wanted.some((other) => sameUserid(one.userid, other.userid)))
      .map((one) => one.userid),
  }
}

const isSame = (one: Pick<ApproverRow, 'userid' | 'onBehalfOf'>, other: Pick<Approver, 'userid' | 'onBehalfOf'>) =>
  sameUserid(one.userid, other.userid) && sameUserid(one.onBehalfOf ?? '', other.onBehalfOf ?? '')

/**
 * Whether the present approvers differ from those that the rules name. Reads without a lock, so that it delays no
 * writer.
 */
export async function isMisrouted(deps: ReadDeps, request: RequestRow): Promise<boolean> {
  const { person, path: seat } = await requireSeatedPerson(deps.db, request.applicantId)
  if (isLeavers(request, person)) return true
  if (request.state !== 'open') return false
  const path = seatOr(request, seat)
  const { ask, release } = await differenceOf(deps, request, path)
  return ask.length + release.length > 0 || !samePath(path, request.departmentPath)
}

/**
 * Replaces approvers by those that the rules name now, and closes the request of a leaver. Returns whether it changed.
 */
export async function rerouteRequest(deps: RequestDeps, id: RequestId): Promise<boolean> {
  const isChanged = await deps.db.transaction(async (tx) => {
    const request = await lockRequest(tx, id)
    const { person, path: seat } = await requireSeatedPerson(tx, request.applicantId)
    if (isLeavers(request, person)) {
      await closeForLeaver(deps, tx, request)
      return true
    }
    if (request.state !== 'open') return false
    const path = seatOr(request, seat)
    const change = await differenceOf({ ...deps, db: tx }, request, path)
    const hasMoved = !samePath(path, request.departmentPath)
    if (!hasMoved && change.ask.length + change.release.length === 0) return false
    if (hasMoved) await noteOnRequest(tx, request, { departmentPath: [...path] })
    await write(deps, tx, request, change)
    return true
  })
  if (isChanged) deps.failPoints.hit('reroute.committed')
  return isChanged
}

async function write(deps: RequestDeps, tx: Tx, request: RequestRow, { ask, release }: Change): Promise<void> {
  const now = deps.clock.now()
  await releaseApprovers(tx, request.id, release, now)
  await addApprovers(tx, request.id, ask, now)
  const asked = ask.map(({ userid }) => userid)
  const [first] = ask
  const details = { asked, released: release, ...(first ? { because: first.because } : {}) }
  await recordChange(deps, tx, { actor: router, request, type: 'reassigned', details })
  const open = await requireRequest(tx, request.id)
  await closeCards(deps, tx, open, release)
  await sendApprovalCards(deps, tx, open, `reassigned:${now.toISOString()}`, {
    event: 'request.asked_again',
    only: asked,
  })
}

/** Returns the applicant's present department path; the stored one when they are in no department. */
const seatOr = ({ departmentPath }: RequestRow, seat: readonly number[]) => (seat.length === 0 ? departmentPath : seat)

const samePath = (one: readonly number[], other: readonly number[]) => one.join() === other.join()
