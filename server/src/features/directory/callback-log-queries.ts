import { eq } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { callbacks } from '../../db/schema/index.ts'

export async function findCallback(db: Database, id: number): Promise<{ receivedAt: Date } | null> {
  const [row] = await db.select({ receivedAt: callbacks.receivedAt }).from(callbacks).where(eq(callbacks.id, id))
  return row ?? null
}

export async function markHandled(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.update(callbacks).set({ handledAt: at }).where(eq(callbacks.id, id))
}
