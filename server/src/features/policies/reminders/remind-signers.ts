import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PolicyUrgeBody, UrgeAnswer } from '@desk/shared/policies/board-schemas'
import { actorNow } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { ForbiddenError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { asActing, authorizeScope, mayAct } from '../roster/count-scope.ts'
import { countsUpToDate } from '../roster/refresh-counters.ts'
import { PolicyNotFoundError, UrgedLatelyError } from '../document/policy-errors.ts'
import { findLivePolicy } from '../document/policy-queries.ts'
import { planRound } from './plan-reminder-batch.ts'
import { reachAmong, reachByNow } from './reminder-reach.ts'

/** Owes a message to everybody who has not signed and was not urged today. The number is the one that was on the button. */
export async function urgePolicy(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'holidays'>,
  actor: MemberActor,
  { id, department, userids }: PolicyUrgeBody & { id: PolicyId },
): Promise<UrgeAnswer> {
  requireMayAct(actor)
  const at = deps.clock.now()
  // Counted beforehand and kept, whatever becomes of the urge.
  await countsUpToDate(deps)
  return deps.db.transaction(async (tx) => {
    const inside = { ...deps, db: tx }
    // What they hold now decides how far it goes: of several roles the wider one may have ended since the call began.
    const scope = await authorizeUrge(inside, await actorNow(deps, tx, actor), department)
    const policy = await findLivePolicy(tx, id)
    if (!policy) throw new PolicyNotFoundError()
    const urge = userids
      ? await reachAmong(inside, policy, { scope, userids })
      : await reachByNow(inside, policy, scope)
    if (urge.reached === 0) throw new UrgedLatelyError()
    const details = { department: scope, people: urge.reached }
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.urged', object: id, details })
    await planRound(deps, tx, `urge:${deps.ids.next('event')}`, {
      kind: 'urged',
      policyId: policy.id,
      departmentId: scope,
      userids: userids ?? null,
    })
    return urge
  })
}

async function authorizeUrge(deps: Pick<Deps, 'db'>, actor: MemberActor, department: number | undefined) {
  requireMayAct(actor)
  return authorizeScope(deps, asActing(actor), department)
}

function requireMayAct(actor: MemberActor): void {
  if (!mayAct(actor)) throw new ForbiddenError('policy.urge')
}
