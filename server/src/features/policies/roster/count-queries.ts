import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, eq, sql } from 'drizzle-orm'
import { intArray, textArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { counterStates, departments, policyCounters } from '../../../db/schema/index.ts'

export type CounterState = (typeof counterStates)[number]
/** The counters that contain each person once. */
export const allCounters: readonly CounterState[] = counterStates.filter((state) => state !== 'joiners')
export type Counters = Partial<Record<CounterState, number>>

/** Scope of the whole company: the counters above every department that the app may see. */
export const WHOLE_COMPANY = 0

/** Returns the counts of these departments' subtrees. */
export async function readTotals(
  db: Database,
  policyId: PolicyId,
  departmentIds: readonly number[],
): Promise<ReadonlyMap<number, Counters>> {
  if (departmentIds.length === 0) return new Map()
  // One row per department instead of one per state, since most of the time goes into rows.
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

type DepartmentsQuery = { departmentId: number; states: readonly CounterState[]; from: number; limit: number }

type DepartmentPeople = { id: number; people: number }

/** Returns the first departments that fill a page, by their counters. The previous page may have shown people of the first. */
export function departmentsOfPage([first, ...others]: readonly DepartmentPeople[]): number[] {
  if (!first) return []
  const ids = [first.id]
  let people = 0
  for (const department of others) {
    if (people > DESK_PAGE_SIZE) break
    ids.push(department.id)
    people += department.people
  }
  return ids
}

/** Lists the departments in the subtree of `departmentId` with people in one of these states, by id, and how many people each has. */
export const listWithState = (
  db: Database,
  policyId: PolicyId,
  query: DepartmentsQuery,
): Promise<DepartmentPeople[]> =>
  query.departmentId === WHOLE_COMPANY ? listInCompany(db, policyId, query) : listInSubtree(db, policyId, query)

/** Reads the first departments of each state by index, since all departments are too many. */
const listInCompany = (
  db: Database,
  policyId: PolicyId,
  { states, from, limit }: Omit<DepartmentsQuery, 'departmentId'>,
): Promise<DepartmentPeople[]> =>
  rowsOf(
    db,
    sql`select of_state.id, sum(of_state.own)::int as people from unnest(${textArray(states)}) as state cross join lateral (
        select department_id as id, own from ${policyCounters}
        where policy_id = ${policyId} and ${policyCounters.state} = state.state and own > 0 and department_id >= ${from}
        order by department_id limit ${limit}) of_state
      group by of_state.id order by of_state.id limit ${limit}`,
  )

const listInSubtree = (
  db: Database,
  policyId: PolicyId,
  { departmentId, states, from, limit }: DepartmentsQuery,
): Promise<DepartmentPeople[]> =>
  rowsOf(
    db,
    // The subtree is found before it is sorted: a prepared statement would look through all departments by id.
    sql`select below.id, counted.people from (
        select id from ${departments} where path @> array[${departmentId}::int] and id >= ${from} order by id offset 0) below
      cross join lateral (
        select sum(own)::int as people from ${policyCounters} where policy_id = ${policyId}
          and department_id = below.id and own > 0 and state = any(${textArray(states)})) counted
      where counted.people > 0 order by below.id limit ${limit}`,
  )

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
