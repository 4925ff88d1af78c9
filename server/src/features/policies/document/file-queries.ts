import type { Id, PolicyId } from '@desk/shared/kernel/ids'
import type { PolicyFile } from '@desk/shared/policies/policy-files'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { policyFiles } from '../../../db/schema/index.ts'

export async function insertFile(tx: Tx, row: typeof policyFiles.$inferInsert): Promise<void> {
  await tx.insert(policyFiles).values(row)
}

/** Lists the files of all versions of a policy, without their bytes. */
export function listFiles(db: Database, policyId: PolicyId): Promise<PolicyFile[]> {
  const { id, name, type, size, sha256 } = policyFiles
  return db
    .select({ id, name, type, size, sha256 })
    .from(policyFiles)
    .where(eq(policyFiles.policyId, policyId))
    .orderBy(asc(policyFiles.at), asc(id))
}

export async function findFile(db: Database, policyId: PolicyId, fileId: Id<'policyFile'>) {
  const [row] = await db
    .select()
    .from(policyFiles)
    .where(and(eq(policyFiles.id, fileId), eq(policyFiles.policyId, policyId)))
  return row ?? null
}

/** Returns the total size in bytes of the files that all members stored after `since`. */
export async function countBytesSince(db: Database, since: Date): Promise<number> {
  const [row] = await db
    .select({ bytes: sql<number>`coalesce(sum(${policyFiles.size}), 0)::int` })
    .from(policyFiles)
    .where(gt(policyFiles.at, since))
  return row?.bytes ?? 0
}
