import type { MemberActor } from '@desk/shared/identity/actor'
import type { RoleSwitch } from '@desk/shared/roles/role-names'
import { actorWithRole } from '../../access/current-actor.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { changeSetting } from '../../kernel/settings-queries.ts'
import { listUnconfirmedLeaders } from './role-queries.ts'
import { switchSettings } from './role-settings.ts'

type Change = { name: RoleSwitch; value: boolean; version: number }

/** Changes a role setting as ops lead. @throws SettingsChangedError after a concurrent change. */
export async function setRoleSwitch(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>,
  actor: MemberActor,
  { name, value, version }: Change,
): Promise<void> {
  const at = deps.clock.now()
  const setting = switchSettings[name]
  await deps.db.transaction(async (tx) => {
    await changeSetting(tx, setting, { value, version, by: actor.userid, at })
    await actorWithRole(deps, tx, actor, 'ops_lead')
    if (name === 'leadersNeedConfirmation')
      await deps.emit(tx, 'roles.changed', { userids: await listUnconfirmedLeaders(tx), role: 'dept_admin', at: [at] })
    await recordAudit(tx, {
      at,
      actor: actor.userid,
      action: 'settings.change',
      object: setting.key,
      details: { value },
    })
  })
}
