import { type Actor, actorName } from '@desk/shared/identity/actor'
import type { LostEventType } from '@desk/shared/lost-device/lost-device'
import type { RequestEventType, StoredReturnReason, TimelineEntry } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { type ErasableText, withPlainText } from '../../../kernel/audit/erasable-text.ts'
import { appendEvent, type RequestRow } from './request-queries.ts'

type StoredDetails = TimelineEntry['details']
/** Details of a change. The timeline stores typed text as it is, the audit its hash. */
export type ChangeDetails = Omit<StoredDetails, 'note' | 'reason'> & {
  note?: StoredDetails['note'] | ErasableText
  reason?: (Omit<StoredReturnReason, 'text'> & { text: string | ErasableText }) | undefined
}

export type Change = {
  actor: Actor
  request: Pick<RequestRow, 'id' | 'no'>
  type: RequestEventType | LostEventType
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
