import type { MemberActor } from '@desk/shared/identity/actor'
import type { MessageTextBody, MessageTextList } from '@desk/shared/notices/message-template-schemas'
import { definitionOf, messageTextNames } from '@desk/shared/notices/message-templates'
import { SettingsChangedError } from '../../kernel/app-error.ts'
import { actorUnder } from '../../access/current-actor.ts'
import { authorizeRole } from '../../access/authorize.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { typed } from '../../kernel/audit/erasable-text.ts'
import { listTexts, saveText } from '../notifications/message-template-queries.ts'

/** The words of every message as they are sent now. */
export async function getTexts({ db }: Pick<Deps, 'db'>, actor: MemberActor): Promise<MessageTextList> {
  authorizeRole(actor, 'ops')
  const changed = new Map((await listTexts(db)).map((row) => [row.name, row]))
  return {
    items: messageTextNames.map((name) => {
      const row = changed.get(name)
      const words = definitionOf(name)
      const { title, subtitle } = row ?? words
      return {
        name,
        title,
        subtitle,
        isChanged: title !== words.title || subtitle !== words.subtitle,
        version: row?.version ?? 0,
        changedBy: row?.changedBy ?? null,
        changedAt: row?.changedAt.toISOString() ?? null,
      }
    }),
  }
}

/**
 * Other words for a message, from the next one on. The words of the code may be written back.
 *
 * @throws SettingsChangedError when somebody else changed it since it was on screen
 */
export async function changeText(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  { name, title, subtitle, version }: MessageTextBody,
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const text = { name, title, subtitle, changedBy: actor.userid, changedAt: at }
    if (!(await saveText(tx, text, version))) throw new SettingsChangedError()
    await actorUnder(deps, tx, actor, 'ops')
    const details = { title: typed(deps, title), subtitle: typed(deps, subtitle), version: version + 1 }
    await recordAudit(tx, { at, actor: actor.userid, action: 'texts.change', object: `text:${name}`, details })
  })
}
