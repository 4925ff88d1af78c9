import type { SecondWriter, SecondWriterBody } from '@desk/shared/info-change/second-writer-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { authorizeRole } from '../../../access/authorize.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { secondWriterSetting } from '../../../kernel/second-writer-setting.ts'
import { changeSetting, readSetting } from '../../../kernel/settings-queries.ts'

export async function getSecondWriter({ db }: Pick<Deps, 'db'>, actor: MemberActor): Promise<SecondWriter> {
  authorizeRole(actor, 'ops')
  const { value, version } = await readSetting(db, secondWriterSetting)
  return { ...value, version }
}

/** Sets the name of the system that writes the directory besides this app; empty: there is none. */
export async function setSecondWriter(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  { version, name }: SecondWriterBody,
): Promise<SecondWriter> {
  await deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    await changeSetting(tx, secondWriterSetting, { value: { name }, version, by: actor.userid, at })
    await actorWithRole(deps, tx, actor, 'ops')
    const entry = {
      at,
      actor: actor.userid,
      object: secondWriterSetting.key,
      details: { name: erasableText(deps, name) },
    }
    await recordAudit(tx, { ...entry, action: 'settings.directory_feed' })
  })
  return getSecondWriter(deps, actor)
}
