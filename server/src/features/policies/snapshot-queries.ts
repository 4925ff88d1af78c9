import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { departments, policySnapshots } from '../../db/schema/index.ts'

/** Once a day and department: what is there stays. */
export async function insertSnapshots(
  db: Database,
  rows: readonly (typeof policySnapshots.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(policySnapshots)
      .values([...rows])
      .onConflictDoNothing()
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

/** How a day ended for these departments; what was not kept is missing. */
export async function readSnapshots(
  db: Database,
  policyId: PolicyId,
  { day, departmentIds }: { day: string; departmentIds: readonly number[] },
): Promise<ReadonlyMap<number, typeof policySnapshots.$inferSelect>> {
  const rows = await db
    .select()
    .from(policySnapshots)
    .where(
      and(
        eq(policySnapshots.policyId, policyId),
        inArray(policySnapshots.departmentId, [...departmentIds]),
        eq(policySnapshots.day, day),
      ),
    )
  return new Map(rows.map((row) => [row.departmentId, row]))
}
