import type { Tx } from '../../../db/database.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { sendApprovalCards, closeCards } from '../cards/request-notices.ts'
import { addApprovers, closeApprovers, releaseApprovers } from '../approvers/approver-queries.ts'
import type { Approver } from '../approvers/resolve-approvers.ts'
import { scheduleEscalation } from '../model/request-clock.ts'
import { requireRequest, type RequestRow } from '../model/request-queries.ts'

/** Closes the approvals of a request: removes it from inboxes, closes its cards and cancels its reminders. */
export async function closeApprovals(deps: RequestDeps, tx: Tx, request: RequestRow, now: Date): Promise<void> {
  await closeApprovers(tx, request.id, now)
  await closeCards(deps, tx, request)
  await scheduleEscalation(deps, tx, request)
}

/**
 * Replaces approvers: releases `release`, adds `add`, and sends each open approver a card. Returns the reloaded
 * request.
 */
export async function replaceApprovers(
  deps: RequestDeps,
  tx: Tx,
  request: RequestRow,
  { add, release, now }: { add: readonly Approver[]; release: readonly string[]; now: Date },
): Promise<RequestRow> {
  await releaseApprovers(tx, request.id, release, now)
  await addApprovers(tx, request.id, add, now)
  const open = await requireRequest(tx, request.id)
  await sendApprovalCards(deps, tx, open, String(open.version))
  return open
}
