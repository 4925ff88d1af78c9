import type { Role } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import * as z from 'zod/mini'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { defineSetting, readSetting, writeSetting } from '../../kernel/settings-queries.ts'
import { addGrants, endNamelessGrants, everGranted, membersAmong } from './directory-queries.ts'
import { lastFinished } from './sync-run-queries.ts'

type HolderDeps = Pick<Deps, 'db' | 'ids' | 'clock' | 'log' | 'site'>

const ACTOR = 'system:start'

/** Roles of which some first holders have theirs, while the others may still be read from WeCom. */
const partlyGranted = defineSetting<string[]>({
  key: 'roles.partly_granted',
  schema: z.array(z.string()),
  initial: [],
})

/**
 * Gives each role to the members whom the environment names, unless a member ever held it: afterwards grants are made on
 * the settings page. Whoever is known gets theirs at once, also while WeCom cannot be read. A userid that names nobody
 * gets nothing, so that whoever is created with it later holds no role.
 *
 * @returns false while the directory was never read whole: nobody can be told from a misspelt userid yet
 */
export async function grantFirstHolders(deps: HolderDeps): Promise<boolean> {
  const isReadWhole = (await lastFinished(deps.db)) !== null
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    if (isReadWhole) await endNamelessGrants(tx, at)
    const { value: partly } = await readSetting(tx, partlyGranted)
    const stillPartly: string[] = []
    for (const [role, named] of Object.entries(deps.site.firstHolders) as [Role, readonly string[]][]) {
      if (named.length === 0) continue
      const isOpen = partly.includes(role) || (await everGranted(tx, role)).length === 0
      const known = await membersAmong(tx, named)
      if (isOpen) await grantOnce(deps, tx, role, known)
      const unknown = named.filter((name) => !known.some((userid) => sameUserid(userid, name)))
      if (unknown.length === 0) continue
      if (isReadWhole) deps.log.warn({ role, userids: unknown }, 'first holder names nobody')
      else if (isOpen && known.length > 0) stillPartly.push(role)
    }
    if (stillPartly.join() !== partly.join())
      await writeSetting(tx, partlyGranted, { value: stillPartly, by: ACTOR, at })
  })
  return isReadWhole
}

async function grantOnce(deps: HolderDeps, tx: Tx, role: Role, known: readonly string[]): Promise<void> {
  const held = await everGranted(tx, role)
  const userids = known.filter((userid) => !held.some((one) => sameUserid(one, userid)))
  if (userids.length === 0) return
  await addGrants(
    deps,
    tx,
    userids.map((userid) => ({ userid, role, departmentId: null, source: 'setting' })),
  )
  await recordAudit(tx, {
    at: deps.clock.now(),
    actor: ACTOR,
    action: 'roles.first_holders',
    object: role,
    details: { userids },
  })
}
