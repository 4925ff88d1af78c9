import { dayIn } from '@desk/shared/kernel/calendar-day'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { Deps } from '../../kernel/deps.ts'
import { today } from '../../kernel/live-grants.ts'
import { toCounts } from './board-counts.ts'
import { COMPANY, readTotals } from './count-queries.ts'
import { foldCounters } from './fold-counters.ts'
import { listLivePolicies } from './policy-queries.ts'
import { insertSnapshots, listTopDepartments } from './snapshot-queries.ts'

const BATCH = 1000
/** Departments down to here have a history of their own; below, the live board answers. */
const LEVELS = 3

/** Keeps how each policy stands, once a day: the denominator of that day stays what it was, whoever joins or leaves later. */
export async function snapshotBoards(deps: Pick<Deps, 'db' | 'clock' | 'site'>): Promise<void> {
  while ((await foldCounters(deps, BATCH)) > 0);
  const day = shiftDay(today(deps), -1)
  const now = deps.clock.now()
  const departmentIds = [COMPANY, ...(await listTopDepartments(deps.db, LEVELS))]
  for (const policy of await listLivePolicies(deps.db)) {
    // On that day it asked nobody.
    if (dayIn(deps.site.timeZone, policy.asksSince) > day) continue
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
