import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { endOfDay } from '@desk/shared/kernel/working-calendar'
import type { StateCounts } from '@desk/shared/policies/board-schemas'
import { type CommittedState, committedStates, type DayCommitment } from '@desk/shared/policies/roster'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { WHOLE_COMPANY } from '../roster/count-queries.ts'
import { toStoredCounts } from '../roster/counts.ts'
import { findSnapshot } from '../roster/snapshot-queries.ts'
import { listCommitmentsOfDay, type RosterCommitment } from './roster-line-queries.ts'

type CommitmentDeps = Pick<ReadDeps, 'db' | 'site'>
type Version = Pick<ActivePolicy, 'id' | 'versionId'>

/**
 * Lists the first rosters of a version in the evidence log that show the end of a past day. Those committed during the day or
 * at publishing are left out: they show an earlier moment.
 */
export const listRostersOfDay = (
  { db, site }: CommitmentDeps,
  { id, versionId }: Version,
  { day, limit }: { day: CalendarDay; limit: number },
): Promise<Pick<RosterCommitment, 'id' | 'counts'>[]> =>
  listCommitmentsOfDay(db, { policyId: id, versionId, day, from: endOfDay(site.timeZone, day) }, limit)

/**
 * Compares the numbers of a past day with its first roster in the evidence log. Later ones are not used, since an export
 * after a change of the records commits one that agrees with the change. `listed`: the counts of a list of the whole company;
 * without them, those stored at the end of the day are compared.
 */
export async function dayCommitment(
  deps: CommitmentDeps,
  policy: Version,
  day: CalendarDay,
  listed?: StateCounts,
): Promise<DayCommitment> {
  const [first] = await listRostersOfDay(deps, policy, { day, limit: 1 })
  if (!first) return 'none'
  const stored = listed ? null : await findSnapshot(deps.db, policy.id, WHOLE_COMPANY, day)
  return matchesCounts(first.counts, listed ?? toStoredCounts(stored?.counts ?? {})) ? 'same' : 'differs'
}

/**
 * Compares a roster with the first one of its day in the log, by the numbers in each state. `none`: it is the first itself, or
 * the log has none.
 */
export function compareWithFirst(
  { id, counts }: { id: string; counts: Readonly<Record<string, number>> },
  first: Pick<RosterCommitment, 'id' | 'counts'> | undefined,
): DayCommitment {
  if (!first || first.id === id) return 'none'
  return committedStates.every((state) => (counts[state] ?? 0) === (first.counts[state] ?? 0)) ? 'same' : 'differs'
}

/** Returns whether a list has the counts of a committed roster, whose states distinguish versions. */
function matchesCounts(committed: RosterCommitment['counts'], listed: StateCounts): boolean {
  const countIn = (state: CommittedState) => committed[state] ?? 0
  const lapsed = { pending: listed.pending - countIn('pending'), overdue: listed.overdue - countIn('overdue') }
  return (
    countIn('signed') + countIn('signed_earlier') === listed.signed &&
    Math.min(lapsed.pending, lapsed.overdue) >= 0 &&
    lapsed.pending + lapsed.overdue === countIn('lapsed') &&
    (['questioned', 'undelivered', 'exempt', 'excluded'] as const).every((state) => countIn(state) === listed[state])
  )
}
