import { type Actor, actorName, type SystemActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { LostDeviceEventType } from '@desk/shared/lost-device/lost-device'
import type { RequestEventType, StoredReturnReason, TimelineEntry } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { type ErasableText, withPlainText } from '../../../kernel/audit/erasable-text.ts'
import type { Failure } from '../../../outbox/classify-failure.ts'
import type { Job } from '../../../outbox/outbox-queries.ts'
import { appendEvent, lockRequest, type RequestRow } from './request-queries.ts'

type StoredDetails = TimelineEntry['details']
/** Details of a change. The timeline stores typed text as it is, the audit its hash. */
export type ChangeDetails = Omit<StoredDetails, 'note' | 'reason'> & {
  note?: StoredDetails['note'] | ErasableText
  reason?: (Omit<StoredReturnReason, 'text'> & { text: string | ErasableText }) | undefined
}

export type Change = {
  actor: Actor
  request: Pick<RequestRow, 'id' | 'no'>
  type: RequestEventType | LostDeviceEventType
  details?: ChangeDetails
}

/** Records a change of a request in its timeline and in the audit. */
export async function recordChange(deps: RecordDeps, tx: Tx, change: Change): Promise<void> {
  const { actor, request, type, details = {} } = change
  const at = deps.clock.now()
  const actorId = actor.kind === 'member' ? actor.userid : null
  await appendEvent(tx, {
    id: deps.ids.next('event'),
    requestId: request.id,
    at,
    actorId,
    type,
    details: withPlainText(details) as StoredDetails,
  })
  await recordAudit(tx, { at, actor: actorName(actor), action: `request.${type}`, object: request.id, details })
}

/** Records that the job of a request failed, and when it is tried again. A wait that repeats for the same cause is not recorded. */
export async function recordRetry(
  deps: RecordDeps,
  tx: Tx,
  { actor, requestId, job, failure, retryAt }: Retry,
): Promise<void> {
  if (failure.action === 'wait' && job.lastError === failure.cause) return
  // Someone may be deciding on the request: positions in its timeline are given out under its lock.
  const request = await lockRequest(tx, requestId)
  const details = { attempt: job.attempts + 1, cause: failure.cause, retryAt: retryAt.toISOString() }
  await recordChange(deps, tx, { actor, request, type: 'write_retried', details })
}

type Retry = { actor: SystemActor; requestId: RequestId; job: Job; failure: Failure; retryAt: Date }
