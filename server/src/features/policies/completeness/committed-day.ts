import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { endOfDay } from '@desk/shared/kernel/working-calendar'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { listCommitmentsOfDay } from './roster-line-queries.ts'

type DayDeps = Pick<ReadDeps, 'db' | 'site'>
type Version = Pick<ActivePolicy, 'id' | 'versionId'>

/** Lists the ids of the first rosters of a version as of the end of a past day that the evidence log commits to. */
export const listRostersOfDay = (
  { db, site }: DayDeps,
  { id, versionId }: Version,
  { day, limit }: { day: CalendarDay; limit: number },
): Promise<string[]> =>
  listCommitmentsOfDay(db, { policyId: id, versionId, day, from: endOfDay(site.timeZone, day) }, limit)

/**
 * Returns whether the evidence log commits to the roster of a version as of the end of a past day. One that was committed
 * during the day, such as at publishing, is of an earlier moment.
 */
export const isDayCommitted = async (deps: DayDeps, policy: Version, day: CalendarDay): Promise<boolean> =>
  (await listRostersOfDay(deps, policy, { day, limit: 1 })).length > 0
