import type { Role } from '@desk/shared/identity/actor'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { addGrants, wasEverGranted } from './directory-queries.ts'

export type FirstHolders = Readonly<Record<Role, readonly string[]>>

/** Gives each role to the people whom the environment names, once: afterwards grants are made on the settings page. */
export async function grantFirstHolders(
  deps: Pick<Deps, 'db' | 'ids' | 'clock'>,
  holders: FirstHolders,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    for (const [role, userids] of Object.entries(holders) as [Role, readonly string[]][]) {
      if (userids.length === 0 || (await wasEverGranted(tx, role))) continue
      await addGrants(
        deps,
        tx,
        userids.map((userid) => ({ userid, role, departmentId: null, source: 'setting' })),
      )
      const details = { userids: [...userids] }
      await recordAudit(tx, {
        at: deps.clock.now(),
        actor: 'system:start',
        action: 'roles.first_holders',
        object: role,
        details,
      })
    }
  })
}
