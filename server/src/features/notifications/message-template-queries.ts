import { definitionOf, type MessageText, type MessageTextName } from '@desk/shared/message-templates/message-templates'
import { and, eq } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { messageTexts } from '../../db/schema/index.ts'

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

/** Saves by compare-and-set on the version that was on screen. False when a concurrent change came first. */
export async function saveText(tx: Tx, text: NewText, seenVersion: number): Promise<boolean> {
  const row = { ...text, language: LANGUAGE, version: seenVersion + 1 } as const
  const written =
    seenVersion === 0
      ? await tx.insert(messageTexts).values(row).onConflictDoNothing().returning({ name: messageTexts.name })
      : await tx
          .update(messageTexts)
          .set(row)
          .where(
            and(
              eq(messageTexts.name, text.name),
              eq(messageTexts.language, LANGUAGE),
              eq(messageTexts.version, seenVersion),
            ),
          )
          .returning({ name: messageTexts.name })
  return written.length === 1
}
