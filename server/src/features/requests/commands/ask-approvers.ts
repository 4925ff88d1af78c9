import type { Tx } from '../../../db/database.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { askCandidates, closeCards } from '../../notifications/notices.ts'
import { askThem, closeCandidates, releaseThem } from '../approvers/candidate-queries.ts'
import type { Approver } from '../approvers/resolve-approvers.ts'
import { planLadder } from '../model/request-clock.ts'
import { requireRequest, type RequestRow } from '../model/request-queries.ts'

/** Nobody is asked any more: inboxes, cards and reminders of this request are over. */
export async function stopAsking(deps: RequestDeps, tx: Tx, request: RequestRow, now: Date): Promise<void> {
  await closeCandidates(tx, request.id, now)
  await closeCards(deps, tx, request)
  await planLadder(deps, tx, request)
}

/** From here on these are asked, by a card each, and those no more. Gives the request with its approvers. */
export async function askInstead(
  deps: RequestDeps,
  tx: Tx,
  request: RequestRow,
  { ask, release, now }: { ask: readonly Approver[]; release: readonly string[]; now: Date },
): Promise<RequestRow> {
  await releaseThem(tx, request.id, release, now)
  await askThem(tx, request.id, ask, now)
  const open = await requireRequest(tx, request.id)
  await askCandidates(deps, tx, open, String(open.version))
  return open
}
