import { actorName, type Role, type SystemActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import * as z from 'zod/mini'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { defineSetting, readSetting, writeSetting } from '../../kernel/settings-queries.ts'
import { addGrants, endUnknownGrants, listEverGranted, filterCurrentMembers } from './directory-queries.ts'
import { lastFinished } from '../../directory/last-run-queries.ts'

type GrantDeps = Pick<Deps, 'db' | 'ids' | 'clock' | 'log' | 'site'>

const startJob: SystemActor = { kind: 'system', job: 'start' }

/** Roles granted to some of their initial holders, while the first sync may still find the others. */
const partlyGranted = defineSetting<string[]>({
  key: 'roles.partly_granted',
  schema: z.array(z.string()),
  initial: [],
})

/**
 * Grants each role to the members whom the environment names, unless a member already holds or held it: later grants are
 * made on the settings page. Known members receive the role at once, even while WeCom is unavailable. An unknown userid
 * receives no grant: a member created with it later receives the role only if nobody has held it by then.
 *
 * @returns false before the first complete sync, when a missing member cannot be distinguished from a misspelt userid
 */
export async function grantInitialRoles(deps: GrantDeps): Promise<boolean> {
  const isSynced = (await lastFinished(deps.db)) !== null
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    if (isSynced) await endUnknownGrants(tx, at)
    const { value: partlyGrantedBefore } = await readSetting(tx, partlyGranted)
    const stillPartlyGranted: string[] = []
    for (const [role, named] of Object.entries(deps.site.firstHolders) as [Role, readonly string[]][]) {
      if (named.length === 0) continue
      const isOpen = partlyGrantedBefore.includes(role) || (await listEverGranted(tx, role)).length === 0
      const known = await filterCurrentMembers(tx, named)
      if (isOpen) await grantRole(deps, tx, role, known)
      const unknown = named.filter((name) => !known.some((userid) => sameUserid(userid, name)))
      if (unknown.length === 0) continue
      if (isSynced) deps.log.warn({ role, userids: unknown }, 'initial role holder is not a member')
      else if (isOpen && known.length > 0) stillPartlyGranted.push(role)
    }
    if (stillPartlyGranted.join() !== partlyGrantedBefore.join())
      await writeSetting(tx, partlyGranted, { value: stillPartlyGranted, by: actorName(startJob), at })
  })
  return isSynced
}

async function grantRole(deps: GrantDeps, tx: Tx, role: Role, known: readonly string[]): Promise<void> {
  const grantedBefore = await listEverGranted(tx, role)
  const userids = known.filter((userid) => !grantedBefore.some((holder) => sameUserid(holder, userid)))
  if (userids.length === 0) return
  await addGrants(
    deps,
    tx,
    userids.map((userid) => ({ userid, role, departmentId: null, source: 'setting' })),
  )
  await recordAudit(tx, {
    at: deps.clock.now(),
    actor: actorName(startJob),
    action: 'roles.first_holders',
    object: role,
    details: { userids },
  })
}
