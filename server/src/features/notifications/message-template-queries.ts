import { definitionOf, type MessageText, type MessageTextName } from '@desk/shared/message-templates/message-templates'
import { and, eq, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { auditEntries, messageTexts } from '../../db/schema/index.ts'

export type TextRow = typeof messageTexts.$inferSelect

const LANGUAGE = 'zh-CN'

/** Returns the text of a message as ops changed it, else the default of the code. */
export async function loadText(db: Database, name: MessageTextName): Promise<MessageText> {
  const [row] = await db
    .select()
    .from(messageTexts)
    .where(and(eq(messageTexts.name, name), eq(messageTexts.language, LANGUAGE)))
  return row ?? definitionOf(name)
}

export function listTexts(db: Database): Promise<TextRow[]> {
  return db.select().from(messageTexts).where(eq(messageTexts.language, LANGUAGE))
}

type NewText = Omit<TextRow, 'language' | 'version'>

/**
 * Saves by compare-and-set on the version that was on screen, and returns the new version; null when a concurrent change came
 * first. The default text is not stored: the one of a later release applies then.
 */
export async function saveText(tx: Tx, text: NewText, seenVersion: number): Promise<number | null> {
  const version = (seenVersion === 0 ? await findLastVersion(tx, text.name) : seenVersion) + 1
  const row = { ...text, language: LANGUAGE, version } as const
  const isText = and(eq(messageTexts.name, text.name), eq(messageTexts.language, LANGUAGE))
  const isSeen = and(isText, eq(messageTexts.version, seenVersion))
  const { title, subtitle } = definitionOf(text.name)
  if (text.title === title && text.subtitle === subtitle) {
    if (seenVersion === 0) return (await tx.$count(messageTexts, isText)) === 0 ? version : null
    const deleted = await tx.delete(messageTexts).where(isSeen).returning({ name: messageTexts.name })
    return deleted.length === 1 ? version : null
  }
  const written =
    seenVersion === 0
      ? await tx.insert(messageTexts).values(row).onConflictDoNothing().returning({ name: messageTexts.name })
      : await tx.update(messageTexts).set(row).where(isSeen).returning({ name: messageTexts.name })
  return written.length === 1 ? version : null
}

/** Returns the last version that a text had, so that none is used twice; 0 for a text that was never changed. */
async function findLastVersion(tx: Tx, name: MessageTextName): Promise<number> {
  const [row] = await tx
    .select({ version: sql<number | null>`max((${auditEntries.details} ->> 'version')::int)` })
    .from(auditEntries)
    .where(and(eq(auditEntries.object, `text:${name}`), eq(auditEntries.action, 'texts.change')))
  return row?.version ?? 0
}
