import type { MemberActor } from '@desk/shared/identity/actor'
import type { AccessGateBody, PolicyList } from '@desk/shared/policies/authoring-schemas'
import * as z from 'zod/mini'
import type { Database } from '../../../db/database.ts'
import { SettingsChangedError } from '../../../kernel/app-error.ts'
import { actorUnder } from '../../../access/current-actor.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { defineSetting, readSetting, writeSetting } from '../../../kernel/settings-queries.ts'

/** Whether WeCom's 二次验证 waits for what has to be signed before use. Off: only the company's console can turn that on. */
const gateSetting = defineSetting({ key: 'policies.gate', schema: z.boolean(), initial: false })

export async function readAccessGate(db: Database): Promise<PolicyList['gate']> {
  const { value, version } = await readSetting(db, gateSetting)
  return { isOn: value, version }
}

/** Who may enter WeCom is the ops lead's to say. @throws SettingsChangedError when somebody else was faster. */
export async function changeAccessGate(
  deps: ReadDeps,
  actor: MemberActor,
  { isOn, version }: AccessGateBody,
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const change = { value: isOn, by: actor.userid, at, ifVersion: version }
    if (!(await writeSetting(tx, gateSetting, change))) throw new SettingsChangedError()
    await actorUnder(deps, tx, actor, 'ops_lead')
    const details = { value: isOn }
    await recordAudit(tx, { at, actor: actor.userid, action: 'settings.change', object: gateSetting.key, details })
  })
}
