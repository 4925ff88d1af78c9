import type { Actor, MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { RequestEventType, RequestView } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import { recordChange } from '../model/record-change.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { type RequestRow, saveRequest } from '../model/request-queries.ts'
import { currentView } from '../model/request-view.ts'
import { closeApprovals } from './update-approvers.ts'
import { executeCommand } from './execute-command.ts'

const withdrawal = { state: 'withdrawn', waitingSince: null, dueAt: null, undoUntil: null } as const

/**
 * Withdraws a locked request, whose state allows it, without a command of its applicant: they left, or the transfer of
 * which it was part is called off.
 */
export async function withdrawWithin(
  deps: RequestDeps,
  tx: Tx,
  request: RequestRow,
  { actor, type }: { actor: Actor; type: RequestEventType },
): Promise<void> {
  const now = deps.clock.now()
  const saved = await saveRequest(tx, request, { ...withdrawal, updatedAt: now })
  await recordChange(deps, tx, { actor, request: saved, type })
  if (request.state === 'open') await closeApprovals(deps, tx, saved, now)
}

/** Withdraws a request before it takes effect. */
export async function withdrawRequest(
  deps: RequestDeps,
  caller: MemberActor,
  seen: { id: RequestId; version: number; key?: string | undefined },
): Promise<RequestView> {
  await executeCommand(deps, caller, { ...seen, name: 'withdraw' }, async ({ tx, request, now, write }) => {
    const withdrawn = await write({ type: 'withdrawn', patch: withdrawal })
    if (request.state === 'open') await closeApprovals(deps, tx, withdrawn, now)
    return withdrawn
  })
  return currentView(deps, caller, seen.id)
}
