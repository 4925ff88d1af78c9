import { sql, type SQL } from 'drizzle-orm'
import type { Tx } from '../../../db/database.ts'
import { intArray } from '../../../db/json-parameters.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { departments, members, policies } from '../../../db/schema/index.ts'
import type { MovedDepartment } from '../../../domain-events/domain-events.ts'
import { markCountsStale } from './mark-counts-stale-queries.ts'
import {
  boundDepartments,
  type EntryDeps,
  hasLimitedAudience,
  insertEntries,
  isBoundOtherwise,
} from './policy-entries-queries.ts'

/**
 * Applies moved departments to policies whose audience has departments. Members who come into an audience get the signing
 * period of new members from now on and are notified; members who leave it disappear from the board. Reads members only
 * when a department moved into or out of an audience.
 */
export async function applyMovedDepartments(
  deps: EntryDeps,
  tx: Tx,
  moved: readonly MovedDepartment[],
  at: Date,
): Promise<void> {
  if (moved.length === 0) return
  const crossed = await listCrossed(tx, moved)
  if (crossed.length === 0) return
  const isInCrossed = sql`u.department_ids && ${intArray(crossed)}`
  await recordEntriesByMove(deps, tx, { moved, isInCrossed, at })
  const counted = await rowsOf<{ id: number | null }>(
    tx,
    sql`select distinct u.main_department_id as id from ${members} u where ${isInCrossed}`,
  )
  // Members are counted in their main department, which may not be the one that binds them.
  await markCountsStale(
    tx,
    counted.map(({ id }) => id),
  )
}

const movedRows = (moved: readonly MovedDepartment[]): SQL =>
  sql`jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) as m(id int, before int[])`

const bindsDepartments = sql`${hasLimitedAudience} and jsonb_array_length(p.audience -> 'departments') > 0`

/** Lists the moved departments that entered or left the audience of a policy. */
async function listCrossed(tx: Tx, moved: readonly MovedDepartment[]): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(
    tx,
    sql`
    select distinct m.id from ${policies} p, ${movedRows(moved)} left join ${departments} d on d.id = m.id
    where ${bindsDepartments} and (m.before && ${boundDepartments}) <> coalesce(d.path && ${boundDepartments}, false)`,
  )
  return rows.map(({ id }) => id)
}

async function recordEntriesByMove(
  deps: EntryDeps,
  tx: Tx,
  { moved, isInCrossed, at }: { moved: readonly MovedDepartment[]; isInCrossed: SQL; at: Date },
): Promise<void> {
  const when = sql`${at.toISOString()}::timestamptz`
  const isIn = sql`exists (select 1 from ${departments} d where d.id = any(u.department_ids) and d.path && ${boundDepartments})`
  const wasIn = sql`exists (select 1 from moved m where m.id = any(u.department_ids) and m.before && ${boundDepartments})
    or exists (select 1 from ${departments} d where d.id = any(u.department_ids) and d.path && ${boundDepartments}
      and not exists (select 1 from moved m where m.id = d.id))`
  const entered = sql`
    with moved as (select * from ${movedRows(moved)})
    select p.id, lower(u.userid) from ${policies} p, ${members} u
    where ${bindsDepartments} and ${isInCrossed} and ${isIn} and not (${wasIn})
      and not ${isBoundOtherwise(deps, sql`lower(u.userid)`, at)}`
  await insertEntries(tx, entered, when)
}
