import type { PartnerMark, PartnerMarkBody } from '@desk/shared/accounts/partner-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { authorizeRole } from '../../../access/authorize.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import { SettingsChangedError } from '../../../kernel/app-error.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { partnerMarkSetting } from '../../../kernel/partner-mark-setting.ts'
import { readSetting, writeSetting } from '../../../kernel/settings-queries.ts'

type MarkDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>

/** Returns the attribute by which the directory marks partners, for the management department. */
export async function getPartnerMark({ db }: Pick<Deps, 'db'>, actor: MemberActor): Promise<PartnerMark> {
  authorizeRole(actor, 'ops')
  const { value, version } = await readSetting(db, partnerMarkSetting)
  return { ...value, version }
}

/** Sets the attribute by which the directory marks partners. It applies from the next directory sync. */
export async function setPartnerMark(
  deps: MarkDeps,
  actor: MemberActor,
  { version, ...value }: PartnerMarkBody,
): Promise<PartnerMark> {
  await deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    const isWritten = await writeSetting(tx, partnerMarkSetting, { value, by: actor.userid, at, ifVersion: version })
    await actorWithRole(deps, tx, actor, 'ops')
    if (!isWritten) throw new SettingsChangedError()
    const details = { attribute: erasableText(deps, value.attribute), value: erasableText(deps, value.value) }
    const entry = { at, actor: actor.userid, object: partnerMarkSetting.key, details }
    await recordAudit(tx, { ...entry, action: 'settings.partner_mark' })
  })
  return getPartnerMark(deps, actor)
}
