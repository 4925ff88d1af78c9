import type { Role } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { addGrants, endNamelessGrants, membersAmong, wasEverGranted } from './directory-queries.ts'
import { lastFinished } from './run-queries.ts'

type HolderDeps = Pick<Deps, 'db' | 'ids' | 'clock' | 'log' | 'site'>

/**
 * Gives each role to the members whom the environment names, unless a member ever held it: afterwards grants are made on
 * the settings page. A userid that names nobody gets nothing, so that whoever is created with it later holds no role.
 *
 * @returns false while the directory was never read whole: nobody can be told from a misspelt userid yet
 */
export async function grantFirstHolders(deps: HolderDeps): Promise<boolean> {
  if ((await lastFinished(deps.db)) === null) return false
  await deps.db.transaction(async (tx) => {
    await endNamelessGrants(tx, deps.clock.now())
    for (const [role, userids] of Object.entries(deps.site.firstHolders) as [Role, readonly string[]][])
      if (userids.length > 0) await grantOnce(deps, tx, role, userids)
  })
  return true
}

async function grantOnce(deps: HolderDeps, tx: Tx, role: Role, named: readonly string[]): Promise<void> {
  const userids = await membersAmong(tx, named)
  const namesNobody = named.filter((name) => !userids.some((userid) => sameUserid(userid, name)))
  if (namesNobody.length > 0) deps.log.warn({ role, userids: namesNobody }, 'first holder names nobody')
  if (userids.length === 0 || (await wasEverGranted(tx, role))) return
  await addGrants(
    deps,
    tx,
    userids.map((userid) => ({ userid, role, departmentId: null, source: 'setting' })),
  )
  const at = deps.clock.now()
  await recordAudit(tx, {
    at,
    actor: 'system:start',
    action: 'roles.first_holders',
    object: role,
    details: { userids },
  })
}
