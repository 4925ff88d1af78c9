import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../access/current-actor.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { confirmGrants, lockProposed, lockGrants } from './role-queries.ts'

/** Confirms role grants that WeCom proposed. Grants confirmed or ended concurrently are not changed. */
export async function confirmProposals(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>,
  actor: MemberActor,
  ids: readonly string[],
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    await lockGrants(tx)
    const role = 'dept_admin'
    const proposed = await lockProposed(tx, ids)
    await actorWithRole(deps, tx, actor, 'ops')
    await deps.emit(tx, 'roles.beginning', { userids: proposed, role, at })
    const confirmed = await confirmGrants(tx, ids, actor.userid, at)
    if (confirmed.length === 0) return
    const details = { ids: confirmed.map(({ id }) => id) }
    const userids = confirmed.map(({ userid }) => userid)
    await deps.emit(tx, 'roles.changed', { userids, role, at: [at] })
    await recordAudit(tx, { at, actor: actor.userid, action: 'roles.confirm', object: 'proposals', details })
  })
}
