import type { PolicyId } from '@desk/shared/kernel/ids'
import { requiredStates } from '@desk/shared/policies/roster'
import { eq, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { departments, policyCounters, policySnapshots } from '../../../db/schema/index.ts'
import { WHOLE_COMPANY, type Counters, type CounterState } from '../roster/count-queries.ts'
import { SNAPSHOT_LEVELS } from '../roster/snapshot-queries.ts'

/** A department, the counts of its subtree, and in `of` the number of departments before `limit` applies. */
export type DepartmentRow = { id: number; name: string; totals: Counters; of: number; isParent: boolean }

const isTop = sql`cardinality(${departments.path}) = 1`

/** Returns the SQL condition: a child of `scope`. Skips a single root department, which is the company itself. */
export async function isChildOf(db: Database, scope: number): Promise<SQL> {
  if (scope !== WHOLE_COMPANY) return eq(departments.parentId, scope)
  const [only, ...others] = await db.select({ id: departments.id }).from(departments).where(isTop).limit(2)
  return only && others.length === 0 ? eq(departments.parentId, only.id) : isTop
}

type Source = {
  /** Returns the query of how many people of each of these departments signed, and how many have to sign. */
  counted: (ids: SQL) => SQL
  /** The query of the counts of the department `page.department_id`. */
  totals: SQL
  mayBeParent?: SQL
  limit: number | null
}

/** The order of a board: by signed share, lowest first, then by number of unsigned people, highest first. */
const lowestFirst = sql`signed::float8 / required, required - signed desc, department_id`

/** Lists the children of `scope` in which anyone has to sign, in the order of a board. */
async function listLowestFirst(
  db: Database,
  scope: number,
  { counted, totals, mayBeParent = sql`true`, limit }: Source,
): Promise<DepartmentRow[]> {
  const children = sql`array(select id from ${departments} where ${await isChildOf(db, scope)})`
  // All children are sorted, in one scan of their counts. All else is looked up for those that are returned.
  return rowsOf<DepartmentRow>(
    db,
    sql`select ${departments.id}, ${departments.name}, shown.totals, page.of,
        ${mayBeParent} and below.id is not null as "isParent"
      from (
        select *, count(*) over ()::int as of from (${counted(children)}) counted
        where required > 0 order by ${lowestFirst} limit ${limit}
      ) page
      join ${departments} on ${departments.id} = page.department_id
      cross join lateral (${totals}) shown
      left join lateral (select id from ${departments} as child where child.parent_id = page.department_id limit 1) below on true
      order by ${lowestFirst}`,
  )
}

const requiredCounters: readonly CounterState[] = [...requiredStates, 'open', 'pending_change', 'open_change']
const literals = (texts: readonly string[]) => sql.raw(texts.map((text) => `'${text}'`).join())

/** Lists the child departments of `scope` in which anyone has to sign, with their current counts. */
export const listChildDepartments = (db: Database, policyId: PolicyId, scope: number, limit: number | null) =>
  listLowestFirst(db, scope, {
    counted: (ids) => sql`select department_id, coalesce(sum(total) filter (where state = 'signed'), 0) as signed,
        coalesce(sum(total) filter (where state in (${literals(requiredCounters)})), 0) as required
      from ${policyCounters} where policy_id = ${policyId} and department_id = any(${ids}) group by department_id`,
    totals: sql`select jsonb_object_agg(state, total) as totals from ${policyCounters}
      where policy_id = ${policyId} and department_id = page.department_id`,
    limit,
  })

const storedCount = (state: string) => sql`coalesce((counts ->> ${literals([state])})::int, 0)`
const storedRequired = sql.join(requiredStates.map(storedCount), sql` + `)

/** Lists the child departments of `scope` with their counts at the end of a day. */
export const listChildDepartmentsAsOf = (
  db: Database,
  policyId: PolicyId,
  { scope, day, limit }: { scope: number; day: string; limit: number | null },
) =>
  listLowestFirst(db, scope, {
    // With an offset, PostgreSQL reads each number from the stored object once and not for every use.
    counted: (ids) => sql`select department_id, ${storedCount('signed')} as signed, ${storedRequired} as required
      from ${policySnapshots} where policy_id = ${policyId} and department_id = any(${ids}) and day = ${day} offset 0`,
    totals: sql`select counts as totals from ${policySnapshots}
      where policy_id = ${policyId} and department_id = page.department_id and day = ${day}`,
    mayBeParent: sql`cardinality(${departments.path}) < ${SNAPSHOT_LEVELS}`,
    limit,
  })
