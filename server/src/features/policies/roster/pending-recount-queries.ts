import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, asc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { policies, policyRecounts } from '../../../db/schema/index.ts'

type PendingRecount = { policyId: PolicyId | null; departmentId: number | null; ids: number[] }

export const countRecounts = (db: Database): Promise<number> => db.$count(policyRecounts)

/** Returns whether departments of this policy are to be counted again, so that its counters may lack some people. */
export const hasRecounts = async (db: Database, policyId: PolicyId): Promise<boolean> =>
  (await db.$count(policyRecounts, or(eq(policyRecounts.policyId, policyId), isNull(policyRecounts.policyId)))) > 0

/** Lists pending recounts, one per policy and department with the ids of all its rows; those of all departments first. */
export async function listRecounts(db: Database, limit: number): Promise<PendingRecount[]> {
  return rowsOf<PendingRecount>(
    db,
    sql`select policy_id as "policyId", department_id as "departmentId", array_agg(id::int) as ids
      from ${policyRecounts} group by policy_id, department_id
      order by department_id is not null, min(id) limit ${limit}`,
  )
}

export async function deleteRecounts(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.delete(policyRecounts).where(inArray(policyRecounts.id, [...ids]))
}

const isWhole = isNull(policyRecounts.departmentId)

/**
 * Replaces recounts of all departments of all policies by one for each policy in force, so that each has its progress. A policy
 * that retires is counted once more by its retirement alone.
 */
export async function divideByPolicy(db: Database): Promise<void> {
  await db.execute(sql`with whole as (
      delete from ${policyRecounts} where department_id is null and policy_id is null returning id)
    insert into ${policyRecounts} (policy_id)
    select p.id from ${policies} p where p.current_version_id is not null and p.retired_at is null and exists (select 1 from whole)
    order by p.created_at, p.id`)
}

/** Lists the policies of which all departments have to be counted, the longest waiting first. */
export async function listWholeRecounts(db: Database): Promise<PolicyId[]> {
  const rows = await db
    .select({ policyId: policyRecounts.policyId })
    .from(policyRecounts)
    .where(and(isWhole, isNotNull(policyRecounts.policyId)))
    .groupBy(policyRecounts.policyId)
    .orderBy(asc(sql`min(${policyRecounts.id})`))
  return rows.flatMap(({ policyId }) => policyId ?? [])
}

type WholeRecount = { id: number; after: number | null }

/**
 * Returns the recount of all departments that is in progress; else begins one, which includes all that were requested until
 * now. Returns null if there is none. Those requested while one is in progress wait for its end.
 */
export async function continueWholeRecount(tx: Tx, policyId: PolicyId): Promise<WholeRecount | null> {
  const rows = await tx
    .select({ id: policyRecounts.id, after: policyRecounts.afterDepartmentId })
    .from(policyRecounts)
    .where(and(eq(policyRecounts.policyId, policyId), isWhole))
    .orderBy(asc(policyRecounts.id))
  const begun = rows.find(({ after }) => after !== null)
  if (begun) return begun
  const [first, ...others] = rows
  if (!first) return null
  await deleteRecounts(
    tx,
    others.map(({ id }) => id),
  )
  return first
}

export async function storeProgress(tx: Tx, id: number, after: number): Promise<void> {
  await tx.update(policyRecounts).set({ afterDepartmentId: after }).where(eq(policyRecounts.id, id))
}
