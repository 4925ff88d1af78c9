import type { MemberActor } from '@desk/shared/identity/actor'
import { indispensableRoles, leadOnlyRoles } from '@desk/shared/roles/role-names'
import { NotFoundError } from '../../kernel/app-error.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import type { Deps } from '../../kernel/deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { LastHolderError, OpsLeadOnlyError } from './role-errors.ts'
import * as queries from './role-queries.ts'

/**
 * Ends a grant immediately. Each request reads the roles of its session, so the next one lacks the role.
 *
 * @throws NotFoundError for an unknown or ended grant, OpsLeadOnlyError, LastHolderError
 */
export async function endRole(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>,
  caller: MemberActor,
  id: string,
): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    // When two members end each other's grant, the second one finds that their own has ended.
    await queries.lockGrants(tx)
    const grant = await queries.lockGrantById(tx, id)
    const actor = await actorWithRole(deps, tx, caller, 'ops')
    if (!grant) throw new NotFoundError()
    const { role, userid, departmentId } = grant
    if (leadOnlyRoles.includes(role) && !actor.roles.includes('ops_lead')) throw new OpsLeadOnlyError(role)
    const mustStay = indispensableRoles.includes(role) && !(await queries.hasOtherHolder(tx, role, id, today(deps)))
    if (mustStay) throw new LastHolderError(role)
    await queries.endGrant(tx, id, actor.userid, now)
    const details = { userid, role, departmentId }
    await deps.emit(tx, 'roles.changed', { userids: [userid], role, at: [now] })
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'roles.end', object: id, details })
  })
}
