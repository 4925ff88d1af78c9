import type { MemberActor } from '@desk/shared/identity/actor'
import type { MessageTextBody, MessageTextList } from '@desk/shared/message-templates/message-template-schemas'
import { definitionOf, messageTextNames } from '@desk/shared/message-templates/message-templates'
import { SettingsChangedError } from '../../kernel/app-error.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import { authorizeRole } from '../../access/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { erasableText } from '../../kernel/audit/erasable-text.ts'
import { listTexts, saveText } from '../notifications/message-template-queries.ts'

/** Lists the current texts of all messages. */
export async function listMessageTemplates({ db }: Pick<Deps, 'db'>, actor: MemberActor): Promise<MessageTextList> {
  authorizeRole(actor, 'ops')
  const changed = new Map((await listTexts(db)).map((row) => [row.name, row]))
  return {
    items: messageTextNames.map((name) => {
      const row = changed.get(name)
      const definition = definitionOf(name)
      const { title, subtitle } = row ?? definition
      return {
        name,
        title,
        subtitle,
        isChanged: title !== definition.title || subtitle !== definition.subtitle,
        version: row?.version ?? 0,
      }
    }),
  }
}

/**
 * Changes the text of a message, from the next one on. The default text can be restored in the same way.
 *
 * @throws SettingsChangedError after a concurrent change
 */
export async function changeMessageTemplate(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  { name, title, subtitle, version }: MessageTextBody,
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const text = { name, title, subtitle, changedBy: actor.userid, changedAt: at }
    const saved = await saveText(tx, text, version)
    if (saved === null) throw new SettingsChangedError()
    await actorWithRole(deps, tx, actor, 'ops')
    const details = { title: erasableText(deps, title), subtitle: erasableText(deps, subtitle), version: saved }
    await recordAudit(tx, { at, actor: actor.userid, action: 'texts.change', object: `text:${name}`, details })
  })
}
