import type { MemberActor } from '@desk/shared/identity/actor'
import { actorUnder } from '../../kernel/act-now.ts'
import type { Deps } from '../../kernel/deps.ts'
import { oweRerouting } from '../../kernel/owe-rerouting.ts'
import { noteEntryBy, oweRecountOfRole } from '../../kernel/policy-entries-queries.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { confirmGrants, lockProposed, takeTurn } from './role-queries.ts'

/** Stands behind what WeCom proposes. What was confirmed or ended meanwhile is left as it is. */
export async function confirmProposals(
  deps: Pick<Deps, 'db' | 'clock' | 'site'>,
  actor: MemberActor,
  ids: readonly string[],
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    await takeTurn(tx)
    const holders = { userids: await lockProposed(tx, ids), role: 'dept_admin' }
    await actorUnder(deps, tx, actor, 'ops')
    await noteEntryBy(tx, holders, at)
    const confirmed = await confirmGrants(tx, ids, actor.userid, at)
    if (confirmed.length === 0) return
    await oweRecountOfRole(tx, holders)
    const details = { ids: confirmed.map(({ id }) => id) }
    await oweRerouting(
      tx,
      confirmed.map(({ userid }) => userid),
      at,
    )
    await recordAudit(tx, { at, actor: actor.userid, action: 'roles.confirm', object: 'proposals', details })
  })
}
