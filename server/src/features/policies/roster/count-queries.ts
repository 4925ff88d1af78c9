import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { intArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import { counterStates, policyCounters, policyCounts } from '../../../db/schema/index.ts'

export type CounterState = (typeof counterStates)[number]
export const allCounters: readonly CounterState[] = counterStates
export type Counters = Partial<Record<CounterState, number>>

/** Scope of the whole company: the counters above every department that the app may see. */
export const COMPANY = 0

/** Returns the counts of these departments' subtrees. */
export async function readTotals(
  db: Database,
  policyId: PolicyId,
  departmentIds: readonly number[],
): Promise<ReadonlyMap<number, Counters>> {
  if (departmentIds.length === 0) return new Map()
  // One row per department instead of one per state: most of the time was spent on rows.
  const rows = await db
    .select({
      departmentId: policyCounters.departmentId,
      totals: sql<Counters>`json_object_agg(${policyCounters.state}, ${policyCounters.total})`,
    })
    .from(policyCounters)
    .where(
      and(eq(policyCounters.policyId, policyId), sql`${policyCounters.departmentId} = any(${intArray(departmentIds)})`),
    )
    .groupBy(policyCounters.departmentId)
  return new Map(rows.map(({ departmentId, totals }) => [departmentId, totals]))
}

/** Lists the departments in the subtree of `departmentId` that have people in one of these states, by id. */
export async function listWithState(
  db: Database,
  policyId: PolicyId,
  query: { departmentId: number; states: readonly CounterState[]; from: number; limit: number },
): Promise<number[]> {
  const rows = await db
    .selectDistinct({ id: policyCounters.departmentId })
    .from(policyCounters)
    .innerJoin(
      policyCounts,
      and(eq(policyCounts.policyId, policyId), eq(policyCounts.departmentId, policyCounters.departmentId)),
    )
    .where(
      and(
        eq(policyCounters.policyId, policyId),
        sql`${policyCounters.own} > 0`,
        inArray(policyCounters.state, [...query.states]),
        sql`${policyCounters.departmentId} >= ${query.from}`,
        sql`${query.departmentId} = any(${policyCounts.path})`,
      ),
    )
    .orderBy(policyCounters.departmentId)
    .limit(query.limit)
  return rows.map(({ id }) => id)
}

/** Lists all departments that have counts, by id. */
export async function listCountedDepartments(
  db: Database,
  policyId: PolicyId,
  after: number,
  limit: number,
): Promise<number[]> {
  const rows = await db
    .selectDistinct({ id: policyCounters.departmentId })
    .from(policyCounters)
    .where(and(eq(policyCounters.policyId, policyId), sql`${policyCounters.departmentId} > ${after}`))
    .orderBy(policyCounters.departmentId)
    .limit(limit)
  return rows.map(({ id }) => id)
}
