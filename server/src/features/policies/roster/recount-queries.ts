import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, asc, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm'
import { insertAll } from '../../../db/json-parameters.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { policyCounters, policyCounts } from '../../../db/schema/index.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { WHOLE_COMPANY, type Counters, type CounterState } from './count-queries.ts'
import { listPaths } from './department-path-queries.ts'
import { type Condition, epochMs, hasState, inDepartment, roster, type RosterDeps } from './roster-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/** SQL: the counter of a row of the roster, with `_change` if the person signed an earlier version. */
const counterState = sql`case when counter in ('open', 'pending') and signed_no is not null and signed_at > counts_from
  then counter || '_change' else counter end`

/** Serializes recounts of a policy across all instances until the transaction ends. */
export async function lockCounters(tx: Tx, policyId: PolicyId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`policy_counters:${policyId}`}, 0))`)
}

/**
 * Lists departments whose counts changed because time passed, the earliest first: for example an exemption ended, or a
 * personal due date is over.
 */
export const listElapsed = (db: Database, now: Date, limit: number) =>
  db
    .select({ policyId: policyCounts.policyId, departmentId: policyCounts.departmentId })
    .from(policyCounts)
    .where(lte(policyCounts.nextChangeAt, now))
    .orderBy(asc(policyCounts.nextChangeAt))
    .limit(limit)

/** Clears when the counts of these policies change next: retired policies are no longer counted. */
export async function deleteNextChanges(db: Database, policyIds: readonly PolicyId[]): Promise<void> {
  await db
    .update(policyCounts)
    .set({ nextChangeAt: null })
    .where(and(inArray(policyCounts.policyId, [...policyIds]), isNotNull(policyCounts.nextChangeAt)))
}

/** Departments by id, from one after `after` to `upTo`. */
export type DepartmentRange = { after: number; upTo: number }

/** The highest department id that the database can store. */
export const LAST_DEPARTMENT = 2 ** 31 - 1

/** Returns the range of departments after `after` with about this number of members; a department is never split. */
export async function rangeOfMembers(
  db: Database,
  after: number,
  members: number,
): Promise<DepartmentRange & { count: number }> {
  const [row] = await rowsOf<{ last: number | null; count: number }>(
    db,
    sql`select max(id) as last, count(*)::int as count from (
      select main_department_id as id from members where main_department_id > ${after}
      order by main_department_id limit ${members}) next`,
  )
  const { last = null, count = 0 } = row ?? {}
  return { after, upTo: last === null || count < members ? LAST_DEPARTMENT : last, count }
}

/** Returns the SQL condition: the member is counted in the range; those without a main department are counted in the root. */
export const membersIn = ({ after, upTo }: DepartmentRange): Condition => {
  const others = sql`(main_department_id > ${after} and main_department_id <= ${upTo})`
  return after < ROOT_DEPARTMENT ? sql`(${others} or main_department_id is null)` : others
}

type Counted = { counters: Counters; next: number | null }

/** Counts one department from the roster and adds the difference to all departments above it. */
export const recountDepartment = (deps: RosterDeps, tx: Tx, policy: ActivePolicy, departmentId: number) =>
  recount(deps, tx, policy, { after: departmentId - 1, upTo: departmentId }, inDepartment(departmentId))

/** Counts the departments of a range, in a fixed number of statements for any number of departments. */
export const recountRange = (deps: RosterDeps, tx: Tx, policy: ActivePolicy, range: DepartmentRange) =>
  recount(deps, tx, policy, range, membersIn(range))

async function recount(
  deps: RosterDeps,
  tx: Tx,
  policy: ActivePolicy,
  range: DepartmentRange,
  only: Condition,
): Promise<void> {
  const counted = await countMembers({ ...deps, db: tx }, policy, only)
  const knownPaths = await listKnownPaths(tx, policy.id, range)
  const before = await readOwn(tx, policy.id, range)
  // A single department is noted even if the policy binds nobody in it, so that it is known as counted.
  const ids = range.upTo - range.after === 1 ? [range.upTo] : []
  const all = [...new Set([...ids, ...counted.keys(), ...knownPaths.keys()])]
  const paths = await listPaths(tx, all)
  const totals = new Map<string, Total>()
  for (const id of all) {
    const path = [WHOLE_COMPANY, ...(paths.get(id) ?? [id])]
    const known = knownPaths.get(id) ?? path
    const [current, previous] = [counted.get(id)?.counters ?? {}, before.get(id) ?? {}]
    if (known.join() === path.join()) addUp(totals, path, difference(current, previous))
    else {
      addUp(totals, known, difference({}, previous))
      addUp(totals, path, current)
    }
  }
  await addTotals(tx, policy.id, [...totals.values()])
  await setOwn(
    tx,
    policy.id,
    all.flatMap((departmentId) => {
      const now = counted.get(departmentId)?.counters ?? {}
      const changed = Object.keys(difference(now, before.get(departmentId) ?? {})) as CounterState[]
      return changed.map((state) => ({ departmentId, state, count: now[state] ?? 0 }))
    }),
  )
  await noteCounted(
    tx,
    all.map((departmentId) => ({
      policyId: policy.id,
      departmentId,
      path: [WHOLE_COMPANY, ...(paths.get(departmentId) ?? [departmentId])],
      nextChangeAt: dateOf(counted.get(departmentId)?.next ?? null),
    })),
  )
}

const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms))

/** Counts members by department and state, each department without those below it. */
export async function countMembers(
  deps: RosterDeps,
  policy: ActivePolicy,
  only: Condition,
): Promise<ReadonlyMap<number, Counted>> {
  const rows = await rowsOf<{ id: number; state: CounterState; count: number; joiners: number; next: number | null }>(
    deps.db,
    sql`select department_id as id, ${counterState} as state, count(*)::int as count, ${epochMs(sql`min(next_change)`)} as next,
        count(*) filter (where is_joiner and ${hasState('unsigned', deps.clock.now())})::int as joiners
      from (${roster(deps, policy, only)}) r group by 1, 2`,
  )
  const counted = new Map<number, Counted>()
  for (const { id, state, count, joiners, next } of rows) {
    const { counters = {}, next: earliest = null } = counted.get(id) ?? {}
    const all = (counters.joiners ?? 0) + joiners
    const first = next === null || (earliest !== null && earliest < next) ? earliest : next
    counted.set(id, { counters: { ...counters, [state]: count, ...(all > 0 ? { joiners: all } : {}) }, next: first })
  }
  return counted
}

const isIn = (
  { after, upTo }: DepartmentRange,
  column: typeof policyCounts.departmentId | typeof policyCounters.departmentId,
) => sql`${column} > ${after} and ${column} <= ${upTo}`

async function listKnownPaths(
  tx: Tx,
  policyId: PolicyId,
  range: DepartmentRange,
): Promise<ReadonlyMap<number, number[]>> {
  const rows = await tx
    .select({ id: policyCounts.departmentId, path: policyCounts.path })
    .from(policyCounts)
    .where(and(eq(policyCounts.policyId, policyId), isIn(range, policyCounts.departmentId)))
  return new Map(rows.map(({ id, path }) => [id, path]))
}

async function readOwn(tx: Tx, policyId: PolicyId, range: DepartmentRange): Promise<ReadonlyMap<number, Counters>> {
  const rows = await tx
    .select({ id: policyCounters.departmentId, state: policyCounters.state, own: policyCounters.own })
    .from(policyCounters)
    .where(and(eq(policyCounters.policyId, policyId), isIn(range, policyCounters.departmentId)))
  const own = new Map<number, Counters>()
  for (const { id, state, own: count } of rows) own.set(id, { ...own.get(id), [state]: count })
  return own
}

const difference = (now: Counters, before: Counters): Counters =>
  Object.fromEntries(
    [...new Set([...Object.keys(now), ...Object.keys(before)] as CounterState[])]
      .map((state): [CounterState, number] => [state, (now[state] ?? 0) - (before[state] ?? 0)])
      .filter(([, change]) => change !== 0),
  )

type Total = { departmentId: number; state: CounterState; count: number }

function addUp(totals: Map<string, Total>, path: readonly number[], delta: Counters): void {
  for (const departmentId of path)
    for (const [state, change] of Object.entries(delta) as [CounterState, number][]) {
      const key = `${String(departmentId)} ${state}`
      totals.set(key, { departmentId, state, count: (totals.get(key)?.count ?? 0) + change })
    }
}

const conflict = sql`on conflict (policy_id, department_id, state) do update set`

async function addTotals(tx: Tx, policyId: PolicyId, totals: readonly Total[]): Promise<void> {
  const rows = totals.map(({ departmentId, state, count }) => ({ policyId, departmentId, state, own: 0, total: count }))
  if (rows.length === 0) return
  await tx.execute(sql`${insertAll(policyCounters, rows)} ${conflict} total = policy_counters.total + excluded.total`)
}

async function setOwn(tx: Tx, policyId: PolicyId, own: readonly Total[]): Promise<void> {
  const rows = own.map(({ departmentId, state, count }) => ({ policyId, departmentId, state, own: count, total: 0 }))
  if (rows.length === 0) return
  await tx.execute(sql`${insertAll(policyCounters, rows)} ${conflict} own = excluded.own`)
}

async function noteCounted(tx: Tx, rows: readonly (typeof policyCounts.$inferInsert)[]): Promise<void> {
  if (rows.length === 0) return
  await tx.execute(sql`${insertAll(policyCounts, rows)} on conflict (policy_id, department_id)
    do update set path = excluded.path, next_change_at = excluded.next_change_at`)
}

/**
 * Corrects totals that are not the sum of the counts below, and deletes counters that are zero. Reads the counted departments,
 * not the members.
 */
export async function settleTotals(tx: Tx, policyId: PolicyId): Promise<void> {
  await tx.execute(sql`
    with sums as (
      select above as department_id, own.state, sum(own.own)::int as n
      from ${policyCounters} own
      join ${policyCounts} counted on counted.policy_id = own.policy_id and counted.department_id = own.department_id,
      unnest(counted.path) as above
      where own.policy_id = ${policyId} and own.own > 0
      group by above, own.state)
    update ${policyCounters} counter set total = coalesce(sums.n, 0)
    from ${policyCounters} same left join sums using (department_id, state)
    where same.policy_id = ${policyId} and counter.policy_id = same.policy_id and counter.state = same.state
      and counter.department_id = same.department_id and same.total <> coalesce(sums.n, 0)`)
  await tx.delete(policyCounters).where(and(eq(policyCounters.policyId, policyId), sql`own = 0 and total = 0`))
}
