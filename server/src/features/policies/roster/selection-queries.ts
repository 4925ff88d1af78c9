import type { PeopleSelection, SelectionPreview } from '@desk/shared/policies/bulk-schemas'
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { departments, members } from '../../../db/schema/index.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { WHOLE_COMPANY } from './count-queries.ts'
import { toConditions } from './filter-queries.ts'
import { afterUserid, allOf, amongUserids, listRoster, roster, type RosterDeps } from './roster-queries.ts'
import { listUserids } from './userid-queries.ts'

const inSubtree = (departmentId: number): SQL => {
  const isBelow = sql`${members.mainDepartmentId} in (select ${departments.id} from ${departments} where ${departments.path} @> array[${departmentId}::int])`
  // Members without a main department are counted in the root.
  return departmentId === ROOT_DEPARTMENT ? sql`(${isBelow} or ${members.mainDepartmentId} is null)` : isBelow
}

/** Returns the SQL conditions: in the subtree of the department; none for the company. */
export const withinScope = (departmentId: number): SQL[] =>
  departmentId === WHOLE_COMPANY ? [] : [inSubtree(departmentId)]

/**
 * Lists the members in the subtree of a department by userid, one page after `after`. `few`: conditions on `members` that few
 * match. With a department or such conditions, the members are found before they are sorted: in the order of an index, a
 * prepared statement would look through the company.
 */
export async function listUseridsInScope(
  db: Database,
  departmentId: number,
  { after, limit, few = [] }: { after: string; limit: number; few?: readonly SQL[] },
): Promise<string[]> {
  if (few.length === 0 && (departmentId === WHOLE_COMPANY || departmentId === ROOT_DEPARTMENT))
    return listUserids(db, after, limit, allOf(withinScope(departmentId)))
  const below = sql`select ${members.userid} from ${members}
    where ${allOf([...withinScope(departmentId), afterUserid(after), ...few])}`
  const rows = await rowsOf<{ userid: string }>(
    db,
    sql`select userid from (${below} offset 0) below order by userid limit ${limit}`,
  )
  return rows.map(({ userid }) => userid)
}

/** The selected people: in this department, chosen by userid or by the filters of the list, without `except`. */
export type Selected = { scope: number } & Pick<PeopleSelection, 'userids' | 'filter' | 'except'>

/** Converts a selection to SQL conditions: `only` on members, `where` on the rows of the roster. */
export function toSelectionConditions(
  deps: RosterDeps,
  policy: Pick<ActivePolicy, 'id'>,
  { scope, userids, filter, except = [] }: Selected,
): { only: SQL[]; where: SQL[] } {
  const { only, where } = toConditions(deps, policy, filter ?? {})
  return {
    only: [
      ...withinScope(scope),
      ...(userids === undefined ? [] : [amongUserids(userids)]),
      ...(except.length === 0 ? [] : [sql`not ${amongUserids(except)}`]),
      ...only,
    ],
    where,
  }
}

/** Lists the selected people by userid, one more than `limit` when there are more. */
export function listSelected(deps: RosterDeps, policy: ActivePolicy, selected: Selected, limit: number) {
  const { only, where } = toSelectionConditions(deps, policy, selected)
  return listRoster(deps, policy, { only: allOf(only), where: allOf(where), limit: limit + 1 })
}

/** Selected people are counted one by one up to this number. */
const COUNTED_MAX = 10_000
export const NAMES_PER_GROUP = 12

export type SelectionGroup = SelectionPreview['skipped'][number]['why'] | 'undelivered' | 'other'
export type CountedGroup = { group: SelectionGroup; count: number; names: string[] }

/**
 * Counts selected people by the effect that a reminder or an exemption has on them. `reminded` is the SQL condition on
 * `members` that a person was reminded today. `other` are those in no other group.
 */
export async function countSelected(
  deps: RosterDeps,
  policy: ActivePolicy,
  selected: Selected,
  reminded: SQL,
): Promise<{ groups: CountedGroup[]; isMore: boolean }> {
  const { only, where } = toSelectionConditions(deps, policy, selected)
  const isReminded = sql`exists (select 1 from members where members.userid = r.userid and ${reminded})`
  const rows = await rowsOf<CountedGroup>(
    deps.db,
    sql`select "group", count(*)::int as count, (array_agg(name order by userid))[1:${sql.raw(String(NAMES_PER_GROUP))}] as names
    from (
      select userid, name, case when counter in ('signed', 'exempt', 'excluded', 'questioned') then counter
        when ${isReminded} then 'reminded_today' when counter = 'undelivered' then counter else 'other' end as "group"
      from (${roster(deps, policy, allOf(only))}) r where ${allOf(where)} limit ${COUNTED_MAX + 1}
    ) selected group by "group"`,
  )
  const total = rows.reduce((sum, { count }) => sum + count, 0)
  return { groups: rows, isMore: total > COUNTED_MAX }
}
