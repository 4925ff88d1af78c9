import type { Database } from '../../db/database.ts'
import { callbacks } from '../../db/schema/index.ts'

/** False for a push that is known already: WeCom repeats what it thinks was not received. */
export async function storeCallback(db: Database, row: typeof callbacks.$inferInsert): Promise<boolean> {
  const stored = await db
    .insert(callbacks)
    .values(row)
    .onConflictDoNothing({ target: callbacks.dedupeKey })
    .returning({ id: callbacks.id })
  return stored.length === 1
}
