import { type Actor, actorName } from '@desk/shared/identity/actor'
import type { LostEventType } from '@desk/shared/requests/kinds/lost-device'
import type { RequestEventType, TimelineEntry } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { appendEvent, type RequestRow } from './request-queries.ts'

export type Change = {
  actor: Actor
  request: Pick<RequestRow, 'id' | 'no'>
  type: RequestEventType | LostEventType
  details?: TimelineEntry['details']
}

/** What every change of a request leaves behind: a row in its timeline and one in the audit. */
export async function recordChange(deps: Pick<Deps, 'ids' | 'clock'>, tx: Tx, change: Change): Promise<void> {
  const { actor, request, type, details = {} } = change
  const at = deps.clock.now()
  const actorId = actor.kind === 'member' ? actor.userid : null
  await appendEvent(tx, { id: deps.ids.next('event'), requestId: request.id, at, actorId, type, details })
  await recordAudit(tx, { at, actor: actorName(actor), action: `request.${type}`, object: request.id, details })
}
