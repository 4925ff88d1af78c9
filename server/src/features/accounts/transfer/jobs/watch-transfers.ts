import { advanceClosing, isHandedOver, isSettled } from '@desk/shared/accounts/close/closing-flow'
import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { ClosingId } from '@desk/shared/kernel/ids'
import { isUndoable, STOPPED } from '@desk/shared/requests/model/request-flow'
import type { Tx } from '../../../../db/database.ts'
import { approvedChanges, payloadOf } from '../../../info-change/requested-changes.ts'
import { departmentPath } from '../../../requests/approvers/people-queries.ts'
import { requireRequest } from '../../../requests/model/request-queries.ts'
import { applyHandover, settleGroups } from '../../close/apply-handover.ts'
import { listBlocking, toItems } from '../../close/change-closing.ts'
import type { ClosingDeps } from '../../close/closing-deps.ts'
import { adminsFor, hrFor, notifyOfClosing } from '../../close/closing-notices.ts'
import { type ClosingRow, insertItems, listItems, lockClosing } from '../../close/closing-queries.ts'
import { endOffers } from '../../close/handover-offers.ts'
import { moveClosing } from '../../close/record-closing.ts'
import { endGrantsOfMove, findEnding } from '../ending-duties.ts'
import { listTransfersToFollow } from '../transfer-queries.ts'

const BATCH = 100
/** A transfer takes effect at 0:00. At 9:00 HR can act on the message, and quiet hours do not defer it. */
const LATE_AFTER_MS = 9 * HOUR_MS

/**
 * Follows the requests of open transfers. Once WeCom shows the new department, the rights of the old one end and its duties
 * are handed over; the transfer is complete when all of them are. If the change is refused, withdrawn or impossible, the
 * transfer ends. A late transfer is reported once.
 */
export async function watchTransfers(deps: ClosingDeps): Promise<void> {
  for (const id of await listTransfersToFollow(deps.db, new Date(deps.clock.now().getTime() - LATE_AFTER_MS), BATCH))
    await deps.db.transaction((tx) => follow(deps, tx, id))
}

async function follow(deps: ClosingDeps, tx: Tx, id: ClosingId): Promise<void> {
  const row = await lockClosing(tx, id)
  if (!row || row.endedAt !== null || row.changeId === null) return
  const request = await requireRequest(tx, row.changeId)
  const { state, undoUntil } = request
  // The department can still undo its refusal.
  if (state === 'refused' && isUndoable(undoUntil, deps.clock.now())) return
  if (state === 'refused' || state === 'withdrawn') return end(deps, tx, row, 'refused')
  // While its job is stopped, the management department can still complete the change.
  if (state === 'failed' && request.phase !== STOPPED) return end(deps, tx, row, 'failed')
  if (state !== 'done') return notifyOfLateTransfer(deps, tx, row)
  if (row.phase === 'moving') return complete(deps, tx, row)
  const department = approvedChanges(request).find(({ field }) => field === 'department')
  // Each field has its own verdict: if only the position was approved, the person stays in the department.
  if (payloadOf(request).department !== undefined && department === undefined) return end(deps, tx, row, 'refused')
  await complete(deps, tx, await startMoving(deps, tx, row, department?.toId ?? null))
}

/** Starts the handover. The change is in effect: its request is done only once WeCom returns the new values. */
async function startMoving(deps: ClosingDeps, tx: Tx, row: ClosingRow, toId: number | null): Promise<ClosingRow> {
  const phase = advanceClosing(row.phase, 'depart')
  if (phase === undefined) throw new Error('The phase does not allow the transfer')
  const move = toId === null ? null : { from: row.departmentPath, to: await departmentPath(tx, toId) }
  // What the person took on since the transfer was opened is handed over, too.
  if (move) await insertItems(tx, toItems(deps, row.id, await findEnding(tx, row.subjectId, move)))
  const ended = move ? await endGrantsOfMove(deps, tx, row.subjectId, move) : 0
  const items = await listItems(tx, [row.id])
  for (const item of items) await applyHandover(deps, tx, row, item)
  const open = listBlocking(items).length
  const patch = { phase, startedAt: deps.clock.now(), blockedAt: deps.clock.now() }
  const saved = await moveClosing(deps, tx, row, patch, 'in_effect', { details: { grants: ended, open } })
  if (open > 0) {
    const people = [...(await hrFor(deps, tx, saved)), ...(await adminsFor(deps, tx, saved))]
    await notifyOfClosing(deps, tx, saved, 'transfer.moving', people, { count: String(open) })
  }
  return saved
}

/** Ends the transfer once everything was handed over. A group counts once the registry shows its new owner. */
async function complete(deps: ClosingDeps, tx: Tx, row: ClosingRow): Promise<void> {
  const pending = await settleGroups(tx, row, await listItems(tx, [row.id]))
  const items = await listItems(tx, [row.id])
  const isOver = pending.length === 0 && items.every(({ kind, state }) => !isHandedOver(kind) || isSettled(state))
  const phase = isOver ? advanceClosing(row.phase, 'arrive') : undefined
  if (phase === undefined) return
  const saved = await moveClosing(deps, tx, row, { phase }, 'completed')
  await notifyOfClosing(deps, tx, saved, 'transfer.moved', await hrFor(deps, tx, saved))
}

async function end(deps: ClosingDeps, tx: Tx, row: ClosingRow, why: 'refused' | 'failed'): Promise<void> {
  const phase = advanceClosing(row.phase, 'cancel')
  if (phase === undefined) return
  const saved = await moveClosing(deps, tx, row, { phase }, `change_${why}`)
  const items = await listItems(tx, [row.id])
  await notifyOfClosing(deps, tx, saved, 'transfer.cancelled', await endOffers(deps, tx, saved, items))
  await notifyOfClosing(deps, tx, saved, `transfer.${why}`, await hrFor(deps, tx, saved))
}

async function notifyOfLateTransfer(deps: ClosingDeps, tx: Tx, row: ClosingRow): Promise<void> {
  if (row.blockedAt !== null) return
  const saved = await moveClosing(deps, tx, row, { blockedAt: deps.clock.now() }, 'late')
  await notifyOfClosing(deps, tx, saved, 'transfer.late', await hrFor(deps, tx, saved))
}
