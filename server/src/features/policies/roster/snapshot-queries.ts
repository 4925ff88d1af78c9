import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import { and, desc, eq, isNotNull, max, or, sql } from 'drizzle-orm'
import { insertAll, textArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import { departments, policySnapshots, policyVersions } from '../../../db/schema/index.ts'
import { COMPANY } from './count-queries.ts'

/** Once a day and department: what is there stays. */
export async function insertSnapshots(
  db: Database,
  rows: readonly (typeof policySnapshots.$inferInsert)[],
): Promise<void> {
  // As one value: a large company has more departments than a statement may have parameters.
  if (rows.length > 0) await db.execute(sql`${insertAll(policySnapshots, rows)} on conflict do nothing`)
}

/** Of which of these policies that day is kept. */
export async function listKept(db: Database, policyIds: readonly PolicyId[], day: string): Promise<PolicyId[]> {
  const rows = await db
    .select({ id: policySnapshots.policyId })
    .from(policySnapshots)
    .where(
      and(
        sql`${policySnapshots.policyId} = any(${textArray(policyIds)})`,
        eq(policySnapshots.departmentId, COMPANY),
        eq(policySnapshots.day, day),
      ),
    )
  return rows.map(({ id }) => id)
}

export async function listTopDepartments(db: Database, levels: number): Promise<number[]> {
  const rows = await db
    .select({ id: departments.id })
    .from(departments)
    .where(sql`cardinality(${departments.path}) <= ${levels}`)
  return rows.map(({ id }) => id)
}

/** The last days, newest first. */
export const listSnapshots = (db: Database, policyId: PolicyId, departmentId: number, limit: number) =>
  db
    .select()
    .from(policySnapshots)
    .where(and(eq(policySnapshots.policyId, policyId), eq(policySnapshots.departmentId, departmentId)))
    .orderBy(desc(policySnapshots.day))
    .limit(limit)

/** Versions that are or were in force, newest first, with the last day that was kept of each for this department. */
export const listKeptVersions = (
  db: Database,
  { policyId, departmentId, currentId }: { policyId: PolicyId; departmentId: number; currentId: PolicyVersionId },
) => {
  const kept = db
    .select({ versionId: policySnapshots.versionId, day: max(policySnapshots.day).as('day') })
    .from(policySnapshots)
    .where(and(eq(policySnapshots.policyId, policyId), eq(policySnapshots.departmentId, departmentId)))
    .groupBy(policySnapshots.versionId)
    .as('kept')
  return db
    .select({ id: policyVersions.id, label: policyVersions.label, since: policyVersions.publishedAt, day: kept.day })
    .from(policyVersions)
    .leftJoin(kept, eq(kept.versionId, policyVersions.id))
    .where(and(eq(policyVersions.policyId, policyId), or(eq(policyVersions.id, currentId), isNotNull(kept.day))))
    .orderBy(desc(policyVersions.no))
}

/** How a day ended for this department; null: it was not kept. */
export async function findSnapshot(
  db: Database,
  policyId: PolicyId,
  departmentId: number,
  day: string,
): Promise<typeof policySnapshots.$inferSelect | null> {
  const [row] = await db
    .select()
    .from(policySnapshots)
    .where(
      and(
        eq(policySnapshots.policyId, policyId),
        eq(policySnapshots.departmentId, departmentId),
        eq(policySnapshots.day, day),
      ),
    )
  return row ?? null
}
