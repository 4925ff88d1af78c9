import { type Actor, actorName, type SystemActor } from '@desk/shared/identity/actor'
import type { ClosingEventType } from '@desk/shared/accounts/close/closing-schemas'
import type { Tx } from '../../../db/database.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { appendClosingEvent, type ClosingPatch, type ClosingRow, saveClosing } from './closing-queries.ts'

const worker: SystemActor = { kind: 'system', job: 'accounts.close' }

type EventContent = {
  actor?: Actor
  /** Free text that a person typed; the audit stores it so that it can be erased. */
  text?: string
  /** A code, a count, a day or a userid, as the type of the event says. */
  note?: string
  details?: Record<string, unknown>
}

/** Records an event in the timeline of the closing and in the audit. */
export async function recordClosing(
  deps: RecordDeps,
  tx: Tx,
  { id, subjectId }: Pick<ClosingRow, 'id' | 'subjectId'>,
  type: ClosingEventType,
  { actor = worker, text, note = '', details = {} }: EventContent = {},
): Promise<void> {
  const at = deps.clock.now()
  const actorId = actor.kind === 'member' ? actor.userid : null
  await appendClosingEvent(tx, { closingId: id, at, actorId, type, note: text ?? note })
  await recordAudit(tx, {
    at,
    actor: actorName(actor),
    action: `account.close_${type}`,
    object: id,
    details: {
      subject: subjectId,
      ...(note === '' ? {} : { note }),
      ...(text === undefined ? {} : { text: erasableText(deps, text) }),
      ...details,
    },
  })
}

/** Saves a change of a locked closing and records it. Returns the saved closing. */
export async function moveClosing(
  deps: RecordDeps,
  tx: Tx,
  row: ClosingRow,
  patch: ClosingPatch,
  type: ClosingEventType,
  content: EventContent = {},
): Promise<ClosingRow> {
  const saved = await saveClosing(tx, row, patch, deps.clock.now())
  await recordClosing(deps, tx, saved, type, content)
  return saved
}
