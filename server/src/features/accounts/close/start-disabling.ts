import { advanceClosing } from '@desk/shared/accounts/close/closing-flow'
import type { Actor } from '@desk/shared/identity/actor'
import type { Tx } from '../../../db/database.ts'
import { endSessionsOf } from '../../../access/end-sessions.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { applyHandover } from './apply-handover.ts'
import type { ClosingStepDeps } from './closing-deps.ts'
import { type ClosingRow, listItems } from './closing-queries.ts'
import { CLOSE_TOPIC, URGENT_CLOSE_TOPIC } from './closing-topics.ts'
import { endRights } from './end-rights.ts'
import { moveClosing } from './record-closing.ts'

/**
 * Closes the account in this app and enqueues the change in WeCom: sessions and rights end in this transaction, and
 * accepted items go to the members who accepted them.
 */
export async function startDisabling(
  deps: ClosingStepDeps,
  tx: Tx,
  row: ClosingRow,
  { actor }: { actor?: Actor } = {},
): Promise<ClosingRow> {
  const now = deps.clock.now()
  const phase = advanceClosing(row.phase, row.phase === 'confirming' ? 'confirm' : 'reach')
  if (phase === undefined) throw new Error('The phase does not allow the account to be disabled')
  const patch = {
    phase,
    startedAt: now,
    trouble: null,
    ...(actor?.kind === 'member' ? { confirmedBy: actor.userid } : {}),
  }
  const saved = await moveClosing(deps, tx, row, patch, 'disabling', actor ? { actor } : {})
  for (const item of await listItems(tx, [row.id])) await applyHandover(deps, tx, row, item)
  await endRights(deps, tx, saved)
  const subject = await findMemberRow(tx, row.subjectId)
  if (subject) await endSessionsOf(tx, subject.userid, 'disabled', now)
  await deps.emit(tx, 'account.locked', { userid: row.subjectId, at: now })
  await enqueueAccountJob(deps, tx, saved)
  return saved
}

/** Enqueues a change of the account. `userid` in the payload: a sync of this member makes the job due at once. */
export async function enqueueAccountJob(
  deps: ClosingStepDeps,
  tx: Tx,
  { id, subjectId, kind, phase }: ClosingRow,
): Promise<void> {
  const topic = kind === 'emergency' && phase === 'disabling' ? URGENT_CLOSE_TOPIC : CLOSE_TOPIC
  const payload = { closingId: id, userid: subjectId.toLowerCase() }
  const groupKey = `accounts.close:${id}`
  await enqueue(tx, [{ topic, payload, dedupeKey: `${topic}:${id}`, groupKey, runAt: deps.clock.now() }])
}
