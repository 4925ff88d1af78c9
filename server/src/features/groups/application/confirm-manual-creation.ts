import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { RequestDeps } from '../../requests/model/request-deps.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { advanceRequest } from '../../requests/commands/advance-request.ts'
import { notifyApplicant } from '../../requests/cards/request-notices.ts'
import { lockRequest } from '../../requests/model/request-queries.ts'
import { registerGroup } from '../registry/register-group.ts'

/**
 * Confirms that the actor created the group in WeCom. An application cannot read a group that it did not create, so
 * this rests on the actor's word: the third progress step stays open, and the timeline names the actor.
 */
export async function confirmManualCreation(
  deps: RequestDeps,
  actor: MemberActor,
  id: RequestId,
): Promise<RequestView> {
  // A request that the actor may not see is not found.
  await getRequest(deps, actor, id)
  await deps.db.transaction(async (tx) => {
    const request = await lockRequest(tx, id)
    await actorWithRole(deps, tx, actor, 'ops')
    if (request.kind !== 'group_create' || request.state !== 'executing' || request.phase !== 'by_hand') return
    await registerGroup({ ...deps, db: tx }, (write) => write(tx).then(() => {}), request, { found: null, missing: [] })
    const outcome = { written: true, doneAt: deps.clock.now().toISOString() }
    const step = { actor, command: 'finish', type: 'done_by_hand', outcome, details: { count: 1 } } as const
    await notifyApplicant(deps, tx, await advanceRequest(deps, tx, id, step))
  })
  deps.failPoints.hit('group.confirmed')
  return getRequest(deps, actor, id)
}
