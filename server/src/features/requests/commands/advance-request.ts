import type { Actor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { advance, type RequestCommand } from '@desk/shared/requests/model/request-flow'
import type { RequestEventType } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import type { RequestStepDeps } from '../model/request-deps.ts'
import { updateManualTaskCards } from '../cards/manual-task-cards.ts'
import { type ChangeDetails, recordChange } from '../model/record-change.ts'
import { lockRequest, requireRequest, type RequestRow, saveRequest } from '../model/request-queries.ts'

export type Move = {
  actor: Actor
  /** Null: only the phase changes. */
  command: RequestCommand | null
  type: RequestEventType
  /** The phase afterwards; null: none. */
  phase?: string | null
  outcome?: Partial<RequestRow['outcome']>
  details?: ChangeDetails
}

/** Advances a request by one step, with its timeline row. The caller holds the job, or the lock on the row. */
export async function advanceRequest(deps: RequestStepDeps, tx: Tx, id: RequestId, step: Move): Promise<RequestRow> {
  const { actor, command, type, phase = null, outcome = {}, details = {} } = step
  const request = await requireRequest(tx, id)
  const state = command === null ? request.state : advance(request.state, command)
  if (!state) throw new Error(`${request.state} does not accept ${String(command)}`)
  const patch = { state, phase, outcome: { ...request.outcome, ...outcome } }
  const saved = await saveRequest(tx, request, { ...patch, updatedAt: deps.clock.now() })
  await recordChange(deps, tx, { actor, request: saved, type, details })
  await updateManualTaskCards(deps, tx, request, saved)
  return saved
}

/**
 * Locks a request on which a job acts next.
 * @throws JobDeferredError when it was withdrawn or undone after the job read it; its next run sees that.
 */
export async function lockToStart({ clock }: Pick<Deps, 'clock'>, tx: Tx, id: RequestId): Promise<void> {
  const { state } = await lockRequest(tx, id)
  if (!advance(state, 'start')) throw new JobDeferredError('went_on', clock.now())
}
