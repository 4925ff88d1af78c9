import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { findCard } from '../../notifications/card-queries.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { findRequest, requireVisibleRequest, findRequestByNo } from '../model/request-queries.ts'
import { toRequestView } from '../model/request-view.ts'
import { isMisrouted, rerouteRequest } from '../commands/reroute-request.ts'

/** Returns a request. Reroutes it first when its approvers are outdated. */
export async function getRequest(deps: RequestDeps, actor: MemberActor, id: RequestId): Promise<RequestView> {
  const row = await requireVisibleRequest(deps.db, actor, id)
  if (!(await isMisrouted(deps, row))) return toRequestView(deps, deps.db, actor, row)
  await rerouteRequest(deps, id)
  const rerouted = await requireVisibleRequest(deps.db, actor, id)
  return toRequestView(deps, deps.db, actor, rerouted)
}

/** Returns the id of the request with a number; null when there is none that this person may see. */
export async function resolveRequestNo(
  deps: Pick<Deps, 'db'>,
  actor: MemberActor,
  no: string,
): Promise<RequestId | null> {
  return (await findRequestByNo(deps.db, actor, no))?.id ?? null
}

/** Returns the id of the request that a card is about; null unless the card was sent to this person. */
export async function resolveTask(
  deps: Pick<Deps, 'db'>,
  actor: MemberActor,
  taskId: string,
): Promise<RequestId | null> {
  const card = await findCard(deps.db, taskId)
  if (!card || !sameUserid(card.userid, actor.userid)) return null
  return (await findRequest(deps.db, actor, card.requestId))?.id ?? null
}
