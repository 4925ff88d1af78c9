import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { actorUnder } from '../../../access/current-actor.ts'
import type { RequestDeps } from '../../requests/model/request-deps.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { moveRequest } from '../../requests/commands/advance-request.ts'
import { notifyApplicant } from '../../requests/cards/request-notices.ts'
import { lockRequest } from '../../requests/model/request-queries.ts'
import { registerGroup } from '../registry/register-group.ts'

/**
 * "I made it in WeCom." No application can look at a group that another made, so it is this person's word: the third
 * notch stays empty, and the timeline says whose word it is.
 */
export async function confirmManualCreation(
  deps: RequestDeps,
  actor: MemberActor,
  id: RequestId,
): Promise<RequestView> {
  // What this person may not see is not there for him.
  await getRequest(deps, actor, id)
  await deps.db.transaction(async (tx) => {
    const request = await lockRequest(tx, id)
    await actorUnder(deps, tx, actor, 'ops')
    if (request.kind !== 'group_create' || request.state !== 'executing' || request.phase !== 'by_hand') return
    await registerGroup({ ...deps, db: tx }, (write) => write(tx).then(() => {}), request, { found: null, missing: [] })
    const outcome = { written: true, doneAt: deps.clock.now().toISOString() }
    const step = { actor, command: 'finish', type: 'done_by_hand', outcome, details: { count: 1 } } as const
    await notifyApplicant(deps, tx, await moveRequest(deps, tx, id, step))
  })
  deps.failPoints.hit('group.confirmed')
  return getRequest(deps, actor, id)
}
