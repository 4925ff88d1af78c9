import type { MemberActor } from '@desk/shared/identity/actor'
import { type DelegationId, sameUserid } from '@desk/shared/kernel/ids'
import type { DelegationList } from '@desk/shared/delegations/delegation-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { DelegationNotFoundError } from './delegation-errors.ts'
import { lockDelegation, markDelegationRevoked } from './delegation-queries.ts'
import { stateOf } from './delegation-view.ts'
import { getDelegations } from './get-delegations.ts'

/** Revokes a delegation at once, by either side; waiting requests move back. @throws DelegationNotFoundError */
export async function revokeDelegation(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'failPoints' | 'emit'>,
  actor: MemberActor,
  id: DelegationId,
): Promise<DelegationList> {
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const row = await lockDelegation(tx, id)
    const isParty = row !== null && [row.principal, row.delegate].some((userid) => sameUserid(userid, actor.userid))
    if (!isParty) throw new DelegationNotFoundError()
    const state = stateOf(row, today(deps))
    if (state === 'ended' || state === 'revoked') throw new DelegationNotFoundError()
    await markDelegationRevoked(tx, id, actor.userid, now)
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'delegations.revoke', object: id, details: {} })
    const changes = [{ change: 'ended', at: now }] as const
    await deps.emit(tx, 'delegations.changed', { id, principal: row.principal, changes })
  })
  deps.failPoints.hit('delegation.committed')
  return getDelegations(deps, actor)
}
