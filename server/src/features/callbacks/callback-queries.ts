import { eq } from 'drizzle-orm'
import type { Tx } from '../../db/database.ts'
import { callbacks } from '../../db/schema/index.ts'

/** Its id, or null for a push that is known already: WeCom repeats what it thinks was not received. */
export async function storeCallback(tx: Tx, row: typeof callbacks.$inferInsert): Promise<number | null> {
  const [stored] = await tx
    .insert(callbacks)
    .values(row)
    .onConflictDoNothing({ target: callbacks.dedupeKey })
    .returning({ id: callbacks.id })
  return stored?.id ?? null
}

/** The first push of an event that came again. */
export async function knownCallback(tx: Tx, dedupeKey: string): Promise<{ id: number; receivedAt: Date } | null> {
  const [row] = await tx
    .select({ id: callbacks.id, receivedAt: callbacks.receivedAt })
    .from(callbacks)
    .where(eq(callbacks.dedupeKey, dedupeKey))
  return row ?? null
}
