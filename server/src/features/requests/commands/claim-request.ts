import type { MemberActor } from '@desk/shared/identity/actor'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { type RequestId } from '@desk/shared/kernel/ids'
import type { ClaimAnswer } from '@desk/shared/requests/command-bodies'
import { authorize } from '../../../access/authorize.ts'
import { dropClaim, listClaims, putClaim } from '../model/claim-queries.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import type { RequestTypeDeps } from '../model/request-type.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { requireVisibleRequest } from '../model/request-queries.ts'
import { requireOpen } from './conflict-details.ts'

/** Duration of a claim. An open page renews it well before its end, so that a claim runs out only after its page was killed. */
const CLAIM_MS = MINUTE_MS

/** Shows the other approvers that this approver has the request open. Locks nothing. */
export async function claimRequest(
  deps: ReadDeps & RequestTypeDeps & Pick<Deps, 'holidays'>,
  actor: MemberActor,
  { id, isOpen }: { id: RequestId; isOpen: boolean },
): Promise<ClaimAnswer> {
  const request = await requireVisibleRequest(deps.db, actor, id)
  authorize(actor, 'request.decide', request)
  await requireOpen(deps, actor, request)
  const now = deps.clock.now()
  if (!isOpen) await dropClaim(deps.db, id, actor.userid)
  else await putClaim(deps.db, { requestId: id, userid: actor.userid, until: new Date(now.getTime() + CLAIM_MS) }, now)
  const holder = (await listClaims(deps.db, [id], now)).get(id)
  return { claimedBy: holder === undefined ? null : (await memberNames(deps.db, [holder]))(holder) }
}
