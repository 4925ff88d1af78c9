import { dayIn } from '@desk/shared/kernel/calendar-day'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { ReadDeps } from '../../../../kernel/deps.ts'
import { today } from '../../../../access/grant-conditions.ts'
import { toCounts } from '../counts.ts'
import { COMPANY, readTotals } from '../count-queries.ts'
import { refreshCounters } from '../refresh-counters.ts'
import { listLivePolicies } from '../../document/policy-queries.ts'
import { insertSnapshots, listKept, listTopDepartments } from '../snapshot-queries.ts'

const BATCH = 1000
/** Departments down to here have a history of their own; below, the live board answers. */
const LEVELS = 3

/**
 * Keeps how each policy stood when the day before was over: its denominator stays what it was, whoever joins or leaves later.
 * Asked every minute, so that what is signed after midnight counts for the day after.
 */
export async function snapshotBoards(deps: ReadDeps): Promise<void> {
  const day = shiftDay(today(deps), -1)
  const asking = (await listLivePolicies(deps.db)).filter(
    ({ asksSince }) => dayIn(deps.site.timeZone, asksSince) <= day,
  )
  const kept = await listKept(
    deps.db,
    asking.map(({ id }) => id),
    day,
  )
  const due = asking.filter(({ id }) => !kept.includes(id))
  if (due.length === 0) return
  while ((await refreshCounters(deps, BATCH)) > 0);
  const now = deps.clock.now()
  const departmentIds = [COMPANY, ...(await listTopDepartments(deps.db, LEVELS))]
  for (const policy of due) {
    const totals = await readTotals(deps.db, policy.id, departmentIds)
    await insertSnapshots(
      deps.db,
      [...totals].map(([departmentId, counters]) => ({
        policyId: policy.id,
        day,
        departmentId,
        versionId: policy.versionId,
        counts: toCounts(counters, policy, now),
        takenAt: now,
      })),
    )
  }
}
