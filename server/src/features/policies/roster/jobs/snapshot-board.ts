import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { lastInstantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { ReadDeps, Stoppable } from '../../../../kernel/deps.ts'
import { today } from '../../../../access/grant-conditions.ts'
import { type ActivePolicy, requirePublishedPolicy } from '../../document/policy-queries.ts'
import { WHOLE_COMPANY, type Counters, type CounterState } from '../count-queries.ts'
import { toCounts } from '../counts.ts'
import { listPaths } from '../department-path-queries.ts'
import { withVersion } from '../policy-as-of.ts'
import { countMembers, LAST_DEPARTMENT, membersIn, rangeOfMembers } from '../recount-queries.ts'
import type { RosterDeps } from '../roster-queries.ts'
import { insertSnapshots, listDepartmentsToLevel, listVersionsToStore, SNAPSHOT_LEVELS } from '../snapshot-queries.ts'

/** Members per statement. */
const SLICE = 20_000

/**
 * Stores the counts of each policy at the end of the previous day, so that they do not change when people join or leave. They
 * are counted from the roster of that instant, under the version that was in force then: changes after midnight, also
 * publications and retirements, are not included, however late the job runs. The counts of a policy are stored in one
 * statement; if the server stops before it, the next run on the same day stores them.
 */
export async function snapshotBoards(deps: ReadDeps & Stoppable): Promise<void> {
  const day = shiftDay(today(deps), -1)
  const asOf = lastInstantOf(deps.site.timeZone, day)
  for (const { policyId, versionId } of await listVersionsToStore(deps.db, day, asOf)) {
    const policy = await requirePublishedPolicy(deps.db, policyId)
    await storeDay(deps, await withVersion(deps, policy, versionId), { day, asOf })
  }
}

/** Stores the counts of a policy, with the version that was in force then, at `asOf`, the end of `day`. */
export async function storeDay(
  deps: ReadDeps & Stoppable,
  policy: ActivePolicy,
  { day, asOf }: { day: CalendarDay; asOf: Date },
): Promise<void> {
  // One snapshot of the database, so that a person who moves meanwhile is counted once.
  const pastDeps = { ...deps, asOf, clock: { now: () => asOf } }
  const totals = await deps.db.transaction((db) => countSubtrees({ ...pastDeps, db }, policy), {
    isolationLevel: 'repeatable read',
  })
  const storedDepartments = new Set([WHOLE_COMPANY, ...(await listDepartmentsToLevel(deps.db, SNAPSHOT_LEVELS))])
  const takenAt = deps.clock.now()
  await insertSnapshots(
    deps.db,
    [...totals]
      .filter(([departmentId]) => storedDepartments.has(departmentId))
      .map(([departmentId, counters]) => ({
        policyId: policy.id,
        day,
        departmentId,
        versionId: policy.versionId,
        counts: toCounts(counters, policy, pastDeps),
        takenAt,
      })),
  )
}

/** Counts the people of every department with those below it. */
async function countSubtrees(
  deps: RosterDeps & Stoppable,
  policy: ActivePolicy,
): Promise<ReadonlyMap<number, Counters>> {
  const totals = new Map<number, Counters>([[WHOLE_COMPANY, {}]])
  let after = 0
  while (after < LAST_DEPARTMENT) {
    deps.signal?.throwIfAborted()
    const range = await rangeOfMembers(deps.db, after, SLICE)
    const counted = await countMembers(deps, policy, membersIn(range))
    const paths = await listPaths(deps.db, [...counted.keys()])
    for (const [id, { counters }] of counted)
      for (const above of [WHOLE_COMPANY, ...(paths.get(id) ?? [id])])
        totals.set(above, sumOf(totals.get(above) ?? {}, counters))
    after = range.upTo
  }
  return totals
}

function sumOf(left: Counters, right: Counters): Counters {
  const sum = { ...left }
  for (const [state, count] of Object.entries(right) as [CounterState, number][]) sum[state] = (sum[state] ?? 0) + count
  return sum
}
