import { eq } from 'drizzle-orm'
import type { Tx } from '../../db/database.ts'
import { callbacks } from '../../db/schema/index.ts'

export async function markHandled(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.update(callbacks).set({ handledAt: at }).where(eq(callbacks.id, id))
}
