import { dayIn } from '@desk/shared/kernel/calendar-day'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { ReadDeps } from '../../../../kernel/deps.ts'
import { today } from '../../../../access/grant-conditions.ts'
import { toCounts } from '../counts.ts'
import { COMPANY, readTotals } from '../count-queries.ts'
import { refreshCounters } from '../refresh-counters.ts'
import { listActivePolicies } from '../../document/policy-queries.ts'
import { insertSnapshots, listSnapshotted, listTopDepartments, SNAPSHOT_LEVELS } from '../snapshot-queries.ts'

/**
 * Stores the counts of each policy at the end of the previous day, so that they do not change when people join or leave.
 * Runs every minute, so that signatures after midnight count for the next day.
 */
export async function snapshotBoards(deps: ReadDeps): Promise<void> {
  const day = shiftDay(today(deps), -1)
  const started = (await listActivePolicies(deps.db)).filter(
    ({ requiredSince }) => dayIn(deps.site.timeZone, requiredSince) <= day,
  )
  const stored = await listSnapshotted(
    deps.db,
    started.map(({ id }) => id),
    day,
  )
  const due = started.filter(({ id }) => !stored.includes(id))
  if (due.length === 0) return
  while ((await refreshCounters(deps)) > 0);
  const now = deps.clock.now()
  const departmentIds = [COMPANY, ...(await listTopDepartments(deps.db, SNAPSHOT_LEVELS))]
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
