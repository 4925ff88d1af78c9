import type { MemberActor } from '@desk/shared/identity/actor'
import { indispensableRoles, leadOnlyRoles } from '@desk/shared/settings/role-names'
import { NotFoundError } from '../../kernel/app-error.ts'
import { actorUnder } from '../../access/current-actor.ts'
import type { Deps } from '../../kernel/deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { LastHolderError, RoleNotYoursError } from './role-errors.ts'
import * as queries from './role-queries.ts'

/**
 * Ends a grant at once. Sessions read roles anew for every request, so the role is gone at the holder's next one.
 *
 * @throws NotFoundError for a grant that is not there or has ended, RoleNotYoursError, LastHolderError
 */
export async function endRole(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>,
  caller: MemberActor,
  id: string,
): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    // Of two who end each other's, the second sees that theirs is over.
    await queries.acquireLease(tx)
    const grant = await queries.lockGrantById(tx, id)
    const actor = await actorUnder(deps, tx, caller, 'ops')
    if (!grant) throw new NotFoundError()
    const { role, userid, departmentId } = grant
    if (leadOnlyRoles.includes(role) && !actor.roles.includes('ops_lead')) throw new RoleNotYoursError(role)
    const mustStay = indispensableRoles.includes(role) && !(await queries.hasOtherHolder(tx, role, id, today(deps)))
    if (mustStay) throw new LastHolderError(role)
    await queries.endGrant(tx, id, actor.userid, now)
    const details = { userid, role, departmentId }
    await deps.emit(tx, 'roles.changed', { userids: [userid], role, at: [now] })
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'roles.end', object: id, details })
  })
}
