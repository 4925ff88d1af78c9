import type { Actor, SystemActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { InfoField, InfoPhase } from '@desk/shared/info-change/info-change'
import { type STOPPED } from '@desk/shared/requests/model/request-flow'
import type { RequestEventType } from '@desk/shared/requests/request-schemas'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import type { Tx } from '../../db/database.ts'
import { upsertMember } from '../../access/actor-queries.ts'
import { DISABLED } from '../../directory/member-drift.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import type { WecomMember } from '../../ports/wecom.ts'
import type { RequestDeps, RequestStepDeps } from '../requests/model/request-deps.ts'
import { notifyApplicant, notifyOfResult } from '../requests/cards/request-notices.ts'
import { type Move, advanceRequest } from '../requests/commands/advance-request.ts'
import { lockRequest, updateRequestColumns, type RequestRow } from '../requests/model/request-queries.ts'
import { nextCheckAt } from './verification-schedule.ts'
import { supersededReadBack } from './current-changes.ts'
import { DEPARTMENT_GONE, differing, inEffect, isGuided, type Values, type ApprovedChange } from './read-values.ts'

export const worker: SystemActor = { kind: 'system', job: 'info_change.apply' }

export const APPLY_TOPIC = 'info_change.apply'
export const VERIFY_TOPIC = 'info_change.prove'

/** Phases in which people have to change something in WeCom, and a read-back completes the request. */
const manualPhases = ['awaiting_proof', 'guide_member', 'differs'] as const satisfies readonly InfoPhase[]
type ManualPhase = (typeof manualPhases)[number]
export const waitsForVerification = ({ state, phase }: Pick<RequestRow, 'state' | 'phase'>): boolean =>
  state === 'executing' && manualPhases.some((manualPhase) => manualPhase === phase)

/** Cause of a change that ends because later requests of the same member changed all of its fields. */
export const CHANGED_LATER = 'changed_later'

/** Phase of a completed request that can no longer be disputed. */
export const CLOSED = 'closed'

type Step = Omit<Move, 'actor' | 'phase'> & { phase?: InfoPhase | typeof CLOSED | typeof STOPPED | null; actor?: Actor }

/** Advances the request by one step, as a job unless another actor is given. */
export const move = (deps: RequestStepDeps, tx: Tx, id: RequestId, step: Step): Promise<RequestRow> =>
  advanceRequest(deps, tx, id, { actor: worker, ...step })

type Reading = {
  member: WecomMember
  values: Values
  approved: readonly ApprovedChange[]
  /** Values that were read back before, of changes that are not compared any more. */
  kept?: Values
  isManual: boolean
  /** Cause of the manual task, unless it is the missing permission to write. */
  cause?: string
  actor?: Actor
}

/**
 * Completes the request only if WeCom holds the requested values. Changes that the member or the management department
 * still has to make wait for their verification; another difference is reported to both. Does nothing when the request
 * was concluded concurrently.
 */
export async function conclude(deps: RequestDeps, tx: Tx, id: RequestId, reading: Reading): Promise<unknown> {
  const { member, values, approved, isManual, cause, actor = worker } = reading
  const request = await lockRequest(tx, id)
  // If the member has to change all fields themselves, no write was begun.
  if (request.state !== 'executing' && request.state !== 'decided') return
  // Later requests changed all of its fields: since none of its values is in effect, it is not reported as completed.
  if (approved.length === 0) return stop(deps, tx, id, CHANGED_LATER)
  await upsertMember(deps, tx, member, deps.clock.now())
  const open = differing(values, approved)
  const kept = { ...supersededReadBack(request, approved), ...reading.kept }
  if (open.length === 0) return finish(deps, tx, request, { values, kept }, actor)
  const details = { fields: open.map(({ field }) => field), ...(cause === undefined ? {} : { cause }) }
  const phase = manualPhaseOf(member, open, isManual)
  if (phase !== 'differs') return waitForManualTask(deps, tx, request, phase, details, kept)
  const differs = await waitForManualTask(deps, tx, request, phase, details, { ...kept, ...values })
  if (differs) await notifyApplicant(deps, tx, differs, 'request.mismatch')
}

/**
 * Returns the phase for the open fields. The member is asked only when nothing but fields that they alone can change is left.
 */
function manualPhaseOf(member: WecomMember, open: readonly ApprovedChange[], isManual: boolean): ManualPhase {
  if (open.every((change) => isGuided(change, member))) return 'guide_member'
  return isManual ? 'awaiting_proof' : 'differs'
}

type Verification = Omit<Reading, 'isManual' | 'cause'>
const waitsForManualWrite = ({ phase }: Pick<RequestRow, 'phase'>) => phase === 'awaiting_proof'

/** Returns the fields that a verification left open for the same people; null: none is, or other people are next. */
export function leftOpen(request: RequestRow, { member, values, approved }: Verification): InfoField[] | null {
  const open = differing(values, approved)
  if (open.length === 0) return null
  // While an account is disabled, its member cannot change anything: the task stays theirs until it is enabled again.
  const isSameTask =
    member.status === DISABLED || manualPhaseOf(member, open, waitsForManualWrite(request)) === request.phase
  return isSameTask ? open.map(({ field }) => field) : null
}

export const concludeVerification = (
  deps: RequestDeps,
  tx: Tx,
  request: RequestRow,
  verification: Verification,
): Promise<unknown> => conclude(deps, tx, request.id, { ...verification, isManual: waitsForManualWrite(request) })

/**
 * Ends a request that waits for people, because the requested department was deleted meanwhile. What WeCom holds of the other values stays
 * visible. Does nothing when the request was concluded concurrently.
 */
export async function endWithoutDepartment(
  deps: RequestDeps,
  tx: Tx,
  id: RequestId,
  { values, approved }: Pick<Verification, 'values' | 'approved'>,
): Promise<void> {
  const request = await lockRequest(tx, id)
  if (!waitsForVerification(request)) return
  const readBack = { ...supersededReadBack(request, approved), ...inEffect(values, approved) }
  await stop(deps, tx, id, DEPARTMENT_GONE, null, { readBack })
}

/** Ends the request as failed. `STOPPED`: its job is a dead letter, and the management department decides. */
export async function stop(
  deps: RequestStepDeps,
  tx: Tx,
  id: RequestId,
  cause: string,
  phase: typeof STOPPED | null = null,
  outcome: NonNullable<Step['outcome']> = {},
): Promise<void> {
  const failed = await move(deps, tx, id, { command: 'fail', type: 'write_failed', phase, outcome, details: { cause } })
  await notifyApplicant(deps, tx, failed)
}

async function finish(
  deps: RequestStepDeps,
  tx: Tx,
  { id, state }: RequestRow,
  { values, kept }: { values: Values; kept: Values },
  actor: Actor,
): Promise<void> {
  if (state === 'decided') await move(deps, tx, id, { command: 'start', type: 'already_so' })
  const at = deps.clock.now()
  const outcome = { written: true, open: [], readBack: { ...kept, ...values }, doneAt: at.toISOString() }
  const details = { count: Object.keys(values).length }
  const done = await move(deps, tx, id, { command: 'finish', type: 'read_back_equal', outcome, details, actor })
  await notifyApplicant(deps, tx, done)
  // The person whose information changed is notified, too.
  if (done.subjectId !== null) await notifyOfResult(deps, tx, done, done.subjectId)
}

const eventOf = {
  awaiting_proof: 'manual_asked',
  guide_member: 'member_guided',
  differs: 'read_back_differs',
} as const satisfies Record<ManualPhase, RequestEventType>

/** Moves the request to a phase; null: it is in that phase already. */
async function waitForManualTask(
  deps: RequestStepDeps,
  tx: Tx,
  request: RequestRow,
  phase: ManualPhase,
  details: { fields: InfoField[]; cause?: string },
  readBack: Values,
): Promise<RequestRow | null> {
  if (request.phase === phase) return null
  const outcome = { open: details.fields, readBack }
  const moved = await move(deps, tx, request.id, { command: 'start', type: eventOf[phase], phase, outcome, details })
  // The next check is scheduled for later, since the values were read a moment ago.
  await enqueue(tx, [jobOf(VERIFY_TOPIC, moved, nextCheckAt(details.fields, moved.updatedAt, deps.clock.now()))])
  return moved
}

/** Stores which fields a read-back showed as not changed yet, so that the page names them. */
export async function recordOpenFields(
  tx: Tx,
  { id }: Pick<RequestRow, 'id'>,
  fields: readonly InfoField[],
): Promise<void> {
  const request = await lockRequest(tx, id)
  if (waitsForVerification(request))
    await updateRequestColumns(tx, request, { outcome: { ...request.outcome, open: fields } })
}

export const groupOf = (id: RequestId): string => `request:${id}`

/** Returns the job of a request. The `userid` in its payload lets a sync of this member make the job due at once. */
export const jobOf = (
  topic: string,
  request: Pick<RequestRow, 'id' | 'applicantId' | 'subjectId' | 'version'>,
  runAt: Date,
) => ({
  topic,
  payload: { requestId: request.id, userid: subjectIdOf(request).toLowerCase() },
  dedupeKey: `${topic}:${request.id}:${String(request.version)}`,
  groupKey: groupOf(request.id),
  runAt,
})

export function requestIdOf(payload: unknown): RequestId {
  const { requestId } = payload as { requestId?: unknown }
  if (typeof requestId !== 'string') throw new Error('A job without a request')
  return requestId as RequestId
}
