import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId, RequestId } from '@desk/shared/kernel/ids'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { today } from '../../../access/grant-conditions.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { findRequestToRepeat } from '../../requests/model/find-request-to-repeat.ts'
import { payloadOf } from './exemption-request-type.ts'

/** Returns what a withdrawn or refused request to be exempt from this policy said, without a day that is past. */
export async function exemptionToAskAgain(
  deps: ReadDeps,
  actor: MemberActor,
  { id, again }: { id: PolicyId; again?: RequestId | undefined },
): Promise<PolicyReadingView['exemptionAgain']> {
  const row = await findRequestToRepeat(deps.db, actor, 'policy_exemption', again)
  const earlier = row && payloadOf(row)
  if (earlier?.policyId !== id) return null
  return { reason: earlier.reason, until: earlier.until < today(deps) ? '' : earlier.until }
}
