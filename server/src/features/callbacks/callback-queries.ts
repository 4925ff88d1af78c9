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
