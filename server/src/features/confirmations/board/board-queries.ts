import type { ConfirmationCounts, ConfirmationState } from '@desk/shared/confirmations/confirmation-states'
import type { CampaignId } from '@desk/shared/kernel/ids'
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { textArray } from '../../../db/json-parameters.ts'
import { confirmationCounters, departments } from '../../../db/schema/index.ts'
import { WHOLE_COMPANY } from '../../policies/roster/count-queries.ts'
import { isChildOf } from '../../policies/board/board-queries.ts'
import { rowsOf } from '../../../db/rows-of.ts'

export type DepartmentRow = {
  id: number
  name: string
  totals: Partial<ConfirmationCounts>
  /** Number of departments before the limit applies. */
  of: number
  isParent: boolean
}

/** Lists the child departments of `scope` with anyone whom the campaign asks, those with the most people to answer first. */
export async function listChildDepartments(
  db: Database,
  campaignId: CampaignId,
  scope: number,
  limit: number | null,
): Promise<DepartmentRow[]> {
  // All children are sorted, in one scan of their counters. Only those that are returned get an object of counts.
  return rowsOf<DepartmentRow>(
    db,
    sql`select page.id, page.name, shown.totals, page.of, below.id is not null as "isParent"
      from (
        select ${departments.id}, ${departments.name}, count(*) over ()::int as of,
          row_number() over (order by counted.open desc, ${departments.sortOrder} desc, ${departments.id}) as place
        from (
          select department_id, coalesce(sum(total) filter (where state in ('pending', 'changed')), 0) as open
          from ${confirmationCounters}
          where campaign_id = ${campaignId}
            and department_id = any(array(select id from ${departments} where ${await isChildOf(db, scope)}))
          group by department_id having sum(total) filter (where state <> 'excluded') > 0) counted
        join ${departments} on ${departments.id} = counted.department_id
        order by place limit ${limit}) page
      cross join lateral (
        select jsonb_object_agg(state, total) as totals from ${confirmationCounters}
        where campaign_id = ${campaignId} and department_id = page.id) shown
      left join lateral (select id from ${departments} as child where child.parent_id = page.id limit 1) below on true
      order by page.place`,
  )
}

type DepartmentsQuery = { departmentId: number; states: readonly ConfirmationState[]; from: number; limit: number }

/**
 * Lists the departments of a subtree with people of their own in one of these states, each with the number of those people:
 * ascending by id, beginning with `from`.
 */
export const listDepartmentsWithState = (
  db: Database,
  campaignId: CampaignId,
  { departmentId, states, from, limit }: DepartmentsQuery,
): Promise<{ id: number; people: number }[]> =>
  departmentId === WHOLE_COMPANY
    ? rowsOf(
        db,
        // Reads the first departments of each state by index, since all departments are too many.
        sql`select of_state.id, sum(of_state.own)::int as people from unnest(${textArray(states)}) as state
          cross join lateral (
            select department_id as id, own from ${confirmationCounters} counter
            where campaign_id = ${campaignId} and counter.state = state.state and own > 0 and department_id >= ${from}
            order by department_id limit ${limit}) of_state
          group by of_state.id order by of_state.id limit ${limit}`,
      )
    : rowsOf(
        db,
        // The subtree is found before it is sorted: a prepared statement would look through all departments by id.
        sql`select below.id, counted.people from (
            select id from ${departments} where path @> array[${departmentId}::int] and id >= ${from} order by id offset 0) below
          cross join lateral (
            select sum(own)::int as people from ${confirmationCounters} where campaign_id = ${campaignId}
              and department_id = below.id and own > 0 and state = any(${textArray(states)})) counted
          where counted.people > 0 order by below.id limit ${limit}`,
      )
