import type { PolicyId } from '@desk/shared/kernel/ids'
import { requiredStates } from '@desk/shared/policies/roster'
import { eq, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { departments, policyCounters, policySnapshots } from '../../../db/schema/index.ts'
import { WHOLE_COMPANY, type Counters } from '../roster/count-queries.ts'
import { SNAPSHOT_LEVELS } from '../roster/snapshot-queries.ts'

/** A department, the counts of its subtree, and in `of` the number of departments before `limit` applies. */
export type DepartmentRow = { id: number; name: string; totals: Counters; of: number; isParent: boolean }

const countOf = (state: string) => sql`coalesce((t.totals ->> ${sql.raw(`'${state}'`)})::int, 0)`
const required = sql.join([...requiredStates, 'open', 'pending_change', 'open_change'].map(countOf), sql` + `)
const isTop = sql`cardinality(${departments.path}) = 1`

/** Returns the SQL condition: a child of `scope`. Skips a single root department, which is the company itself. */
export async function isChildOf(db: Database, scope: number): Promise<SQL> {
  if (scope !== WHOLE_COMPANY) return eq(departments.parentId, scope)
  const [only, ...others] = await db.select({ id: departments.id }).from(departments).where(isTop).limit(2)
  return only && others.length === 0 ? eq(departments.parentId, only.id) : isTop
}

/** Sorts by signed share, lowest first, then by number of unsigned people, highest first. Reads no more than `limit` rows. */
async function listLowestFirst(
  db: Database,
  scope: number,
  { totals, mayBeParent = sql`true`, limit }: { totals: SQL; mayBeParent?: SQL; limit: number | null },
): Promise<DepartmentRow[]> {
  return rowsOf<DepartmentRow>(
    db,
    sql`select page.id, page.name, page.totals, page.of,
        ${mayBeParent} and below.id is not null as "isParent"
      from (
        select ${departments.id}, ${departments.name}, ${departments.path}, t.totals, count(*) over ()::int as of,
          row_number() over (order by c.signed::float8 / c.required, c.required - c.signed desc,
            ${departments.sortOrder} desc, ${departments.id}) as place
        from ${departments}
        cross join lateral (${totals}) t
        cross join lateral (select ${required} as required, ${countOf('signed')} as signed) c
        where ${await isChildOf(db, scope)} and c.required > 0
        order by place limit ${limit}
      ) page
      left join lateral (select id from ${departments} as child where child.parent_id = page.id limit 1) below on true
      order by page.place`,
  )
}

/** Lists the child departments of `scope` in which anyone has to sign, with their current counts. */
export const listChildDepartments = (db: Database, policyId: PolicyId, scope: number, limit: number | null) =>
  listLowestFirst(db, scope, {
    totals: sql`select jsonb_object_agg(${policyCounters.state}, ${policyCounters.total}) as totals from ${policyCounters}
      where ${policyCounters.policyId} = ${policyId} and ${policyCounters.departmentId} = ${departments.id}`,
    limit,
  })

/** Lists the child departments of `scope` with their counts at the end of a day. */
export const listChildDepartmentsAsOf = (
  db: Database,
  policyId: PolicyId,
  { scope, day, limit }: { scope: number; day: string; limit: number | null },
) =>
  listLowestFirst(db, scope, {
    totals: sql`select ${policySnapshots.counts} as totals from ${policySnapshots} where ${policySnapshots.policyId} = ${policyId}
      and ${policySnapshots.departmentId} = ${departments.id} and ${policySnapshots.day} = ${day}`,
    mayBeParent: sql`cardinality(page.path) < ${SNAPSHOT_LEVELS}`,
    limit,
  })
