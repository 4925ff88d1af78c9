import type { MemberActor } from '@desk/shared/identity/actor'
import type { AccessGateBody, PolicyList } from '@desk/shared/policies/authoring-schemas'
import * as z from 'zod/mini'
import type { Database } from '../../../db/database.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { changeSetting, defineSetting, readSetting } from '../../../kernel/settings-queries.ts'

/** Whether WeCom's 二次验证 waits for required signatures. Initially off: WeCom's 二次验证 can only be turned on in its console. */
const accessGateSetting = defineSetting({ key: 'policies.gate', schema: z.boolean(), initial: false })

/** Returns whether the access gate is on, and the version of the setting. */
export async function readAccessGate(db: Database): Promise<PolicyList['gate']> {
  const { value, version } = await readSetting(db, accessGateSetting)
  return { isOn: value, version }
}

/** Turns the access gate on or off, for an ops lead. @throws SettingsChangedError when the setting changed since `version`. */
export async function changeAccessGate(
  deps: ReadDeps,
  actor: MemberActor,
  { isOn, version }: AccessGateBody,
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    await changeSetting(tx, accessGateSetting, { value: isOn, version, by: actor.userid, at })
    await actorWithRole(deps, tx, actor, 'ops_lead')
    const details = { value: isOn }
    await recordAudit(tx, {
      at,
      actor: actor.userid,
      action: 'settings.change',
      object: accessGateSetting.key,
      details,
    })
  })
}
