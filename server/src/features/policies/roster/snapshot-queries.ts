import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import { and, asc, between, desc, eq, gt, isNotNull, isNull, lt, lte, max, or, type SQL, sql } from 'drizzle-orm'
import { insertAll } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { departments, policies, policySnapshots, policyVersions } from '../../../db/schema/index.ts'
import { WHOLE_COMPANY } from './count-queries.ts'

/** Departments down to this level have snapshots; below it, a board shows only current counts. */
export const SNAPSHOT_LEVELS = 3

/** Inserts snapshots. An existing snapshot of the day and department is kept. */
export async function insertSnapshots(
  db: Database,
  rows: readonly (typeof policySnapshots.$inferInsert)[],
): Promise<void> {
  // Passed as one parameter: a large company has more departments than a statement may have parameters.
  if (rows.length > 0) await db.execute(sql`${insertAll(policySnapshots, rows)} on conflict do nothing`)
}

/**
 * Lists the versions that were in force at `asOf`, the end of `day`, of policies without a snapshot of the company for that
 * day.
 */
export const listVersionsToStore = (
  db: Database,
  day: string,
  asOf: Date,
): Promise<{ policyId: PolicyId; versionId: PolicyVersionId }[]> =>
  db
    .selectDistinctOn([policyVersions.policyId], { policyId: policyVersions.policyId, versionId: policyVersions.id })
    .from(policyVersions)
    .innerJoin(policies, eq(policies.id, policyVersions.policyId))
    .leftJoin(
      policySnapshots,
      and(
        eq(policySnapshots.policyId, policyVersions.policyId),
        eq(policySnapshots.departmentId, WHOLE_COMPANY),
        eq(policySnapshots.day, day),
      ),
    )
    .where(
      and(
        lte(policyVersions.publishedAt, asOf),
        or(isNull(policies.retiredAt), gt(policies.retiredAt, asOf)),
        isNull(policySnapshots.policyId),
      ),
    )
    .orderBy(policyVersions.policyId, desc(policyVersions.no))

/** Lists the versions of a policy that took effect, oldest first, each with when it did. */
export const listEffectiveVersions = (
  db: Database,
  policyId: PolicyId,
): Promise<{ id: PolicyVersionId; publishedAt: Date | null }[]> =>
  db
    .select({ id: policyVersions.id, publishedAt: policyVersions.publishedAt })
    .from(policyVersions)
    .where(and(eq(policyVersions.policyId, policyId), isNotNull(policyVersions.publishedAt)))
    .orderBy(asc(policyVersions.no))

/** Lists the departments of these upper levels; the root is level 1. */
export async function listDepartmentsToLevel(db: Database, levels: number): Promise<number[]> {
  const rows = await db
    .select({ id: departments.id })
    .from(departments)
    .where(sql`cardinality(${departments.path}) <= ${levels}`)
  return rows.map(({ id }) => id)
}

type SnapshotKey = { policyId: PolicyId; departmentId: number }

const matchesKey = ({ policyId, departmentId }: SnapshotKey) =>
  and(eq(policySnapshots.policyId, policyId), eq(policySnapshots.departmentId, departmentId))

/** Lists the snapshots from one day to another, both included, ascending. */
export const listSnapshots = (db: Database, key: SnapshotKey, from: string, to: string) =>
  db
    .select()
    .from(policySnapshots)
    .where(and(matchesKey(key), between(policySnapshots.day, from, to)))
    .orderBy(asc(policySnapshots.day))

/** Finds the first stored day, and those before and after `day`. */
export async function findStoredDays(db: Database, key: SnapshotKey, day: string) {
  const dayOf = (which: SQL, only?: SQL) =>
    sql<string | null>`(select ${which}::text from ${policySnapshots} where ${and(matchesKey(key), only)})`
  const [row] = await rowsOf<{ first: string | null; before: string | null; after: string | null }>(
    db,
    sql`select ${dayOf(sql`min(day)`)} as first, ${dayOf(sql`max(day)`, lt(policySnapshots.day, day))} as before,
      ${dayOf(sql`min(day)`, gt(policySnapshots.day, day))} as after`,
  )
  return row ?? { first: null, before: null, after: null }
}

/** Lists the version in force and those with a snapshot of this department, newest first, each with the day of its last snapshot. */
export const listSnapshottedVersions = (
  db: Database,
  { policyId, departmentId, currentId }: { policyId: PolicyId; departmentId: number; currentId: PolicyVersionId },
) => {
  const lastDays = db
    .select({ versionId: policySnapshots.versionId, day: max(policySnapshots.day).as('day') })
    .from(policySnapshots)
    .where(matchesKey({ policyId, departmentId }))
    .groupBy(policySnapshots.versionId)
    .as('last_days')
  return db
    .select({
      id: policyVersions.id,
      label: policyVersions.label,
      since: policyVersions.publishedAt,
      day: lastDays.day,
    })
    .from(policyVersions)
    .leftJoin(lastDays, eq(lastDays.versionId, policyVersions.id))
    .where(and(eq(policyVersions.policyId, policyId), or(eq(policyVersions.id, currentId), isNotNull(lastDays.day))))
    .orderBy(desc(policyVersions.no))
}

/** Lists the snapshots of a day by department, after the department `after`. */
export const listSnapshotsOfDay = (
  db: Database,
  policyId: PolicyId,
  { day, after, limit }: { day: string; after: number; limit: number },
) =>
  db
    .select()
    .from(policySnapshots)
    .where(
      and(
        eq(policySnapshots.policyId, policyId),
        eq(policySnapshots.day, day),
        gt(policySnapshots.departmentId, after),
      ),
    )
    .orderBy(asc(policySnapshots.departmentId))
    .limit(limit)

/** Finds the snapshot of a department at the end of a day, or of the last day stored before it; null if there is none. */
export async function findSnapshot(
  db: Database,
  policyId: PolicyId,
  departmentId: number,
  day: string,
): Promise<typeof policySnapshots.$inferSelect | null> {
  const [row] = await db
    .select()
    .from(policySnapshots)
    .where(and(matchesKey({ policyId, departmentId }), lte(policySnapshots.day, day)))
    .orderBy(desc(policySnapshots.day))
    .limit(1)
  return row ?? null
}
