import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { RequestDeps } from '../model/request-deps.ts'
import { currentView } from '../model/request-view.ts'
import { closeApprovals } from './update-approvers.ts'
import { executeCommand } from './execute-command.ts'

/** Withdraws a request before it takes effect. */
export async function withdrawRequest(
  deps: RequestDeps,
  caller: MemberActor,
  seen: { id: RequestId; version: number; key?: string | undefined },
): Promise<RequestView> {
  await executeCommand(deps, caller, { ...seen, name: 'withdraw' }, async ({ tx, request, now, write }) => {
    const patch = { state: 'withdrawn', waitingSince: null, dueAt: null, undoUntil: null } as const
    const withdrawn = await write({ type: 'withdrawn', patch })
    if (request.state === 'open') await closeApprovals(deps, tx, withdrawn, now)
    return withdrawn
  })
  return currentView(deps, caller, seen.id)
}
