import { isWorkingDay, minutesOf } from '@desk/shared/kernel/working-calendar'
import { loadCalendar } from '../../../../kernel/calendar-queries.ts'
import type { Deps } from '../../../../kernel/deps.ts'
import { today } from '../../../../access/grant-conditions.ts'
import { planRound } from '../plan-reminder-batch.ts'
import { lastDailyRound } from '../reminder-batch-queries.ts'

/** 09:35, not on the hour, when everybody else's reminders go out. */
const FROM_MINUTES = 9 * 60 + 35

/** Owes the day's round of reminders, on working days, once for all instances. What a day off held up is due on the next. */
export async function planDailyRound(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'holidays' | 'afterRestore'>,
): Promise<boolean> {
  const day = today(deps)
  const calendar = await loadCalendar(deps)
  if (!isWorkingDay(calendar, day) || minutesOf(deps.site.timeZone, deps.clock.now()) < FROM_MINUTES) return false
  const last = await lastDailyRound(deps.db)
  if (last !== null && last.day >= day) return false
  const since = { since: last?.day ?? null, sinceAt: last?.startedAt.toISOString() ?? null }
  return deps.db.transaction((tx) => planRound(deps, tx, `daily:${day}`, { kind: 'daily', ...since }))
}
