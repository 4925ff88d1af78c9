import type { PolicyId } from '@desk/shared/kernel/ids'
import { requiredStates } from '@desk/shared/policies/roster'
import { eq, type SQL, sql } from 'drizzle-orm'
import { textArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import { departments, policyCounters, policySnapshots } from '../../../db/schema/index.ts'
import { COMPANY, type Counters } from '../roster/count-queries.ts'
import { rowsOf } from '../roster/roster-queries.ts'

/** A department with what is counted in and below it, and how many such departments there are in all. */
export type DepartmentRow = { id: number; name: string; totals: Counters; of: number }

const asked = textArray([...requiredStates, 'open'])
const isTop = sql`cardinality(${departments.path}) = 1`

/** A company has one root, which is the company itself: what is below it is what people look for. */
async function below(db: Database, scope: number): Promise<SQL> {
  if (scope !== COMPANY) return eq(departments.parentId, scope)
  const [only, ...others] = await db.select({ id: departments.id }).from(departments).where(isTop).limit(2)
  return only && others.length === 0 ? eq(departments.parentId, only.id) : isTop
}

/** Worst first by the share that has signed, then by how many are missing: in the database, which sends no more than `limit`. */
async function worstFirst(db: Database, scope: number, totals: SQL, limit: number | null): Promise<DepartmentRow[]> {
  return rowsOf<DepartmentRow>(
    db,
    sql`select ${departments.id} as id, ${departments.name} as name, t.totals, count(*) over ()::int as of
      from ${departments}
      cross join lateral (${totals}) t
      cross join lateral (
        select coalesce(sum(value::int), 0) as asked, coalesce(sum(value::int) filter (where key = 'signed'), 0) as signed
        from jsonb_each_text(t.totals) where key = any(${asked})
      ) c
      where ${await below(db, scope)} and c.asked > 0
      order by c.signed::float8 / c.asked, c.asked - c.signed desc, ${departments.sortOrder}, ${departments.id}
      limit ${limit}`,
  )
}

/** The departments right below `scope` that have somebody to ask, as they stand. */
export const listBelow = (db: Database, policyId: PolicyId, scope: number, limit: number | null) =>
  worstFirst(
    db,
    scope,
    sql`select jsonb_object_agg(${policyCounters.state}, ${policyCounters.total}) as totals from ${policyCounters}
      where ${policyCounters.policyId} = ${policyId} and ${policyCounters.departmentId} = ${departments.id}`,
    limit,
  )

/** The same as a day ended. */
export const listBelowAsOf = (
  db: Database,
  policyId: PolicyId,
  { scope, day, limit }: { scope: number; day: string; limit: number | null },
) =>
  worstFirst(
    db,
    scope,
    sql`select ${policySnapshots.counts} as totals from ${policySnapshots} where ${policySnapshots.policyId} = ${policyId}
      and ${policySnapshots.departmentId} = ${departments.id} and ${policySnapshots.day} = ${day}`,
    limit,
  )
