import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import { intArray } from '../../../db/json-parameters.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { counterStates, departments, policyCounters, policyCounts, policyRecounts } from '../../../db/schema/index.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { inDepartment, epochMs, roster, type RosterDeps, rowsOf } from './roster-queries.ts'

export type CounterState = (typeof counterStates)[number]
export const allCounters: readonly CounterState[] = counterStates
export type Counters = Partial<Record<CounterState, number>>

/** Scope of the whole company: the counters above every department that the app may see. */
export const COMPANY = 0

/** The counter of a row of the roster. */
const counterState = sql`case when counter in ('open', 'pending') and signed_no is not null and signed_at > counts_from
  then counter || '_change' else counter end`

/** Serializes recounts of a policy across all instances until the transaction ends. */
export async function lockCounters(tx: Tx, policyId: PolicyId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`policy_counters:${policyId}`}, 0))`)
}

type PendingRecount = { policyId: PolicyId | null; departmentId: number | null; ids: number[] }

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

/** Lists departments whose counts changed because time passed: an exemption ended, or a personal due date is over. */
export const listElapsed = (db: Database, now: Date, limit: number) =>
  db
    .select({ policyId: policyCounts.policyId, departmentId: policyCounts.departmentId })
    .from(policyCounts)
    .where(lte(policyCounts.nextChangeAt, now))
    .limit(limit)

export const countRecounts = (db: Database): Promise<number> => db.$count(policyRecounts)

async function pathOf(db: Database, departmentId: number): Promise<number[]> {
  const [row] = await db.select({ path: departments.path }).from(departments).where(eq(departments.id, departmentId))
  return [COMPANY, ...(row?.path ?? [departmentId])]
}

/** Counts one department from the roster and adds the difference to all departments above it. */
export async function recountDepartment(
  deps: RosterDeps,
  tx: Tx,
  policy: ActivePolicy,
  departmentId: number,
): Promise<void> {
  const txDeps = { ...deps, db: tx }
  const rows = await rowsOf<{ state: CounterState; n: number; next: number | null }>(
    tx,
    sql`select ${counterState} as state, count(*)::int as n, ${epochMs(sql`min(next_change)`)} as next
      from (${roster(txDeps, policy, inDepartment(departmentId))}) r group by 1`,
  )
  const isHere = and(eq(policyCounts.policyId, policy.id), eq(policyCounts.departmentId, departmentId))
  const [known] = await tx.select().from(policyCounts).where(isHere)
  const path = await pathOf(tx, departmentId)
  const before = await readOwn(tx, policy.id, departmentId)
  const now: Counters = Object.fromEntries(rows.map(({ state, n }) => [state, n]))
  const isMoved = known !== undefined && known.path.join() !== path.join()
  if (isMoved) {
    await addTotals(tx, policy.id, known.path, difference({}, before))
    await addTotals(tx, policy.id, path, now)
  } else await addTotals(tx, policy.id, path, difference(now, before))
  await setOwn(tx, policy.id, departmentId, now, before)
  const next = rows.flatMap((row) => row.next ?? [])
  const counted = {
    policyId: policy.id,
    departmentId,
    path,
    nextChangeAt: next.length === 0 ? null : new Date(Math.min(...next)),
  }
  await tx
    .insert(policyCounts)
    .values(counted)
    .onConflictDoUpdate({ target: [policyCounts.policyId, policyCounts.departmentId], set: counted })
}

async function readOwn(tx: Tx, policyId: PolicyId, departmentId: number): Promise<Counters> {
  const rows = await tx
    .select({ state: policyCounters.state, own: policyCounters.own })
    .from(policyCounters)
    .where(and(eq(policyCounters.policyId, policyId), eq(policyCounters.departmentId, departmentId)))
  return Object.fromEntries(rows.map(({ state, own }) => [state, own]))
}

const difference = (now: Counters, before: Counters): Counters =>
  Object.fromEntries(
    [...new Set([...Object.keys(now), ...Object.keys(before)] as CounterState[])]
      .map((state): [CounterState, number] => [state, (now[state] ?? 0) - (before[state] ?? 0)])
      .filter(([, n]) => n !== 0),
  )

const target = [policyCounters.policyId, policyCounters.departmentId, policyCounters.state]

async function addTotals(tx: Tx, policyId: PolicyId, path: readonly number[], delta: Counters): Promise<void> {
  const rows = path.flatMap((departmentId) =>
    Object.entries(delta).map(([state, total]) => ({
      policyId,
      departmentId,
      state: state as CounterState,
      own: 0,
      total,
    })),
  )
  if (rows.length === 0) return
  await tx
    .insert(policyCounters)
    .values(rows)
    .onConflictDoUpdate({ target, set: { total: sql`${policyCounters.total} + excluded.total` } })
}

async function setOwn(
  tx: Tx,
  policyId: PolicyId,
  departmentId: number,
  now: Counters,
  before: Counters,
): Promise<void> {
  const changed = Object.keys(difference(now, before)) as CounterState[]
  if (changed.length === 0) return
  const rows = changed.map((state) => ({ policyId, departmentId, state, own: now[state] ?? 0, total: 0 }))
  await tx
    .insert(policyCounters)
    .values(rows)
    .onConflictDoUpdate({ target, set: { own: sql`excluded.own` } })
}

/** Counts all departments, in a fixed number of statements for any company size. */
export async function recountAll(deps: RosterDeps, tx: Tx, policy: ActivePolicy): Promise<void> {
  const txDeps = { ...deps, db: tx }
  await tx.delete(policyCounters).where(eq(policyCounters.policyId, policy.id))
  await tx.delete(policyCounts).where(eq(policyCounts.policyId, policy.id))
  await tx.execute(sql`
    insert into ${policyCounters} (policy_id, department_id, state, own, total)
    select ${policy.id}, department_id, ${counterState}, count(*)::int, 0
    from (${roster(txDeps, policy)}) r group by 2, 3`)
  await tx.execute(sql`
    insert into ${policyCounts} (policy_id, department_id, path, next_change_at)
    select ${policy.id}, r.department_id, array_prepend(${COMPANY}::int, coalesce(d.path, array[r.department_id])), null
    from (select distinct department_id from ${policyCounters} where policy_id = ${policy.id}) r
    left join ${departments} d on d.id = r.department_id`)
  await tx.execute(sql`
    update ${policyCounts} c set next_change_at = r.next
    from (select department_id, min(next_change) as next from (${roster(txDeps, policy)}) x
      where next_change is not null group by department_id) r
    where c.policy_id = ${policy.id} and c.department_id = r.department_id`)
  await tx.execute(sql`
    insert into ${policyCounters} (policy_id, department_id, state, own, total)
    select ${policy.id}, above, o.state, 0, sum(o.own)::int
    from ${policyCounters} o
    join ${policyCounts} c on c.policy_id = o.policy_id and c.department_id = o.department_id,
    unnest(c.path) as above
    where o.policy_id = ${policy.id} and o.own > 0
    group by above, o.state
    on conflict (policy_id, department_id, state) do update set total = excluded.total`)
}

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
