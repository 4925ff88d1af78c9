import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { endOfDay } from '@desk/shared/kernel/working-calendar'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { hasCommitmentOfDay } from './roster-line-queries.ts'

/**
 * Returns whether the evidence log commits to the roster of a version as of the end of a past day. One that was committed
 * during the day, such as at publishing, is of an earlier moment.
 */
export const isDayCommitted = (
  { db, site }: Pick<ReadDeps, 'db' | 'site'>,
  { id, versionId }: Pick<ActivePolicy, 'id' | 'versionId'>,
  day: CalendarDay,
): Promise<boolean> => hasCommitmentOfDay(db, { policyId: id, versionId, day, from: endOfDay(site.timeZone, day) })
