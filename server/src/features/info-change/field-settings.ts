import { fieldSwitches, infoFields, switchOf } from '@desk/shared/info-change/info-field-policies'
import type { FieldSettings, FieldSettingsBody } from '@desk/shared/settings/field-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { Database } from '../../db/database.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import { authorizeRole } from '../../access/authorize.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { defineSetting, changeSetting, readSetting } from '../../kernel/settings-queries.ts'

/** Fields that may be requested, and those that the management department confirms. */
export const fieldSetting = defineSetting({ key: 'info_change.fields', schema: fieldSwitches, initial: {} })

export async function getFieldSettings({ db }: Pick<Deps, 'db'>, actor: MemberActor): Promise<FieldSettings> {
  authorizeRole(actor, 'ops')
  const { value, version } = await readSetting(db, fieldSetting)
  return { version, fields: infoFields.map((field) => ({ field, ...switchOf(value, field) })) }
}

/** Counts the fields that may be changed on request. */
export async function countOpenFields(db: Database): Promise<number> {
  const { value } = await readSetting(db, fieldSetting)
  return infoFields.filter((field) => switchOf(value, field).isOpen).length
}

/** Changes the setting of one field. @throws SettingsChangedError when a setting changed since the version on screen */
export async function changeFieldSetting(
  deps: ReadDeps,
  actor: MemberActor,
  { version, field, isOpen, isConfirmedByOps }: FieldSettingsBody,
): Promise<FieldSettings> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const { value } = await readSetting(tx, fieldSetting)
    const changed = { ...value, [field]: { isOpen, isConfirmedByOps } }
    await changeSetting(tx, fieldSetting, { value: changed, version, by: actor.userid, at })
    await actorWithRole(deps, tx, actor, 'ops')
    const details = { field, isOpen, isConfirmedByOps }
    await recordAudit(tx, {
      at,
      actor: actor.userid,
      action: 'info_change.field_set',
      object: fieldSetting.key,
      details,
    })
  })
  return getFieldSettings(deps, actor)
}
