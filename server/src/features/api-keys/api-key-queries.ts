import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { apiKeys, departments } from '../../db/schema/index.ts'

export type ApiKeyRow = typeof apiKeys.$inferSelect

export const insertKey = async (tx: Tx, row: typeof apiKeys.$inferInsert): Promise<void> => {
  await tx.insert(apiKeys).values(row)
}

/** Newest first; `afterId` is the last one of the page before. */
export function listKeys(db: Database, afterId: string | null, limit: number): Promise<ApiKeyRow[]> {
  const after =
    afterId === null
      ? undefined
      : sql`(${apiKeys.createdAt}, ${apiKeys.id}) < (select k.created_at, k.id from api_keys k where k.id = ${afterId})`
  return db.select().from(apiKeys).where(after).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id)).limit(limit)
}

/** False when it is not there or was revoked before. */
export async function revokeKey(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  const revoked = await tx
    .update(apiKeys)
    .set({ revokedAt: at, revokedBy: by })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id })
  return revoked.length === 1
}

/** The key that may be used now. Found by its hash: what is compared is nothing that somebody can approach by guessing. */
export async function findLiveKey(db: Database, keyHash: string, now: Date): Promise<ApiKeyRow | null> {
  const [row] = await db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.keyHash, keyHash), isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, now)))
  return row ?? null
}

/** Once a minute is often enough to see which keys are in use. */
export async function touchKey(db: Database, id: string, now: Date, unusedSince: Date): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, unusedSince))))
}

export const listDepartments = (db: Database, afterId: number, limit: number) =>
  db
    .select({
      id: departments.id,
      name: departments.name,
      parentId: departments.parentId,
      path: departments.path,
      order: departments.sortOrder,
    })
    .from(departments)
    .where(gt(departments.id, afterId))
    .orderBy(departments.id)
    .limit(limit)
