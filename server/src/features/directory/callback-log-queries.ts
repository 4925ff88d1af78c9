import { and, eq, gt, like } from 'drizzle-orm'
import type { Tx } from '../../db/database.ts'
import { callbacks, directoryChanges } from '../../db/schema/index.ts'

export async function markHandled(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.update(callbacks).set({ handledAt: at }).where(eq(callbacks.id, id))
}

/** Returns whether the callback reports a deleted member: only then a member whom WeCom does not return has left for sure. */
export async function isDeletion(tx: Tx, id: number): Promise<boolean> {
  const [row] = await tx.select({ event: callbacks.event }).from(callbacks).where(eq(callbacks.id, id))
  return row?.event === 'change_contact/delete_user'
}

/** Counts the members whom callbacks have marked as left since `since`. */
export const countDeparturesSince = (tx: Tx, since: Date): Promise<number> =>
  tx.$count(
    directoryChanges,
    and(gt(directoryChanges.at, since), eq(directoryChanges.kind, 'left'), like(directoryChanges.source, 'callback:%')),
  )
