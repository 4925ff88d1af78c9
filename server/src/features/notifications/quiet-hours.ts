import { nextTimeOutsideQuietHours, type WorkingCalendar } from '@desk/shared/kernel/working-calendar'
import { loadCalendar } from '../../kernel/calendar-queries.ts'
import { JobDeferredError } from '../../outbox/job-deferred-error.ts'
import type { SendDeps } from './notice-deps.ts'

/**
 * Checks that it is outside quiet hours, and returns the calendar.
 *
 * @throws JobDeferredError during quiet hours, until they end
 */
export async function requireOutsideQuietHours(
  deps: Pick<SendDeps, 'db' | 'clock' | 'site' | 'holidays'>,
): Promise<WorkingCalendar> {
  const calendar = await loadCalendar(deps)
  const now = deps.clock.now()
  const endsAt = nextTimeOutsideQuietHours(calendar, now)
  if (endsAt.getTime() > now.getTime()) throw new JobDeferredError('quiet_hours', endsAt)
  return calendar
}
