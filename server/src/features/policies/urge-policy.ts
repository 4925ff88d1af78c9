import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PolicyUrgeBody, UrgeAnswer } from '@desk/shared/policies/board-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { ForbiddenError } from '../../kernel/app-error.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { authorizeScope, mayAct } from './board-scope.ts'
import { getBoard } from './get-board.ts'
import { PolicyNotFoundError, UrgedLatelyError } from './policy-errors.ts'
import { findLivePolicy } from './policy-queries.ts'
import { planRound } from './plan-round.ts'

/** Owes a message to everybody who has not signed and was not urged today. The number is the one that was on the button. */
export async function urgePolicy(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'holidays'>,
  actor: MemberActor,
  { id, department, userids }: PolicyUrgeBody & { id: PolicyId },
): Promise<UrgeAnswer> {
  const scope = await authorizeScope(deps, actor, department)
  if (!mayAct(actor)) throw new ForbiddenError('policy.urge')
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  const { urge } = await getBoard(deps, actor, { id, ...(scope === 0 ? {} : { department: String(scope) }) })
  if (urge.reached === 0) throw new UrgedLatelyError()
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const details = { department: scope, ...(userids ? { people: userids.length } : { people: urge.reached }) }
    await recordAudit(tx, { at, actor: actor.userid, action: 'policy.urged', object: id, details })
    await planRound(deps, tx, `urge:${deps.ids.next('event')}`, {
      kind: 'urged',
      policyId: policy.id,
      departmentId: scope,
      userids: userids ?? null,
    })
  })
  return userids ? { reached: userids.length, skipped: 0 } : urge
}
