import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { ReminderBody, ReminderReach } from '@desk/shared/policies/board-schemas'
import { actorNow } from '../../../access/current-actor.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { ForbiddenError } from '../../../kernel/app-error.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { withActingRoles, authorizeScope, mayAct } from '../roster/count-scope.ts'
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import { UrgedLatelyError } from '../document/policy-errors.ts'
import { requireActivePolicy } from '../document/policy-queries.ts'
import { planReminderBatch } from './plan-reminder-batch.ts'
import { computeReachAmong, computeReach } from './reminder-reach.ts'

/** Plans a manual reminder to everyone who has not signed and received none today. Returns the number that the button showed. */
export async function remindSigners(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'holidays'>,
  actor: MemberActor,
  { id, department, userids }: ReminderBody & { id: PolicyId },
): Promise<ReminderReach> {
  requireMayAct(actor)
  const at = deps.clock.now()
  // In transactions of its own, so that the counts are kept when the reminder is refused.
  await refreshBeforeRead(deps)
  return deps.db.transaction(async (tx) => {
    const txDeps = { ...deps, db: tx }
    // Current roles decide the scope: a wider role may have ended since the request began.
    const current = await actorNow(deps, tx, actor)
    requireMayAct(current)
    const scope = await authorizeScope(txDeps, withActingRoles(current), department)
    const policy = await requireActivePolicy(tx, id)
    const reach = userids
      ? await computeReachAmong(txDeps, policy, { scope, userids })
      : await computeReach(txDeps, policy, scope)
    if (reach.reached === 0) throw new UrgedLatelyError()
    const details = { department: scope, people: reach.reached }
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.urged', object: id, details })
    await planReminderBatch(deps, tx, `urge:${deps.ids.next('event')}`, {
      kind: 'urged',
      policyId: policy.id,
      departmentId: scope,
      userids: userids ?? null,
    })
    return reach
  })
}

function requireMayAct(actor: MemberActor): void {
  if (!mayAct(actor)) throw new ForbiddenError('policy.urge')
}
