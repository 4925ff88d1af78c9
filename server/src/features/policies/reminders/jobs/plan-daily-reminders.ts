import { isWorkingDay, minutesOf } from '@desk/shared/kernel/working-calendar'
import { loadCalendar } from '../../../../kernel/calendar-queries.ts'
import type { Deps } from '../../../../kernel/deps.ts'
import { today } from '../../../../access/grant-conditions.ts'
import { planReminderBatch } from '../plan-reminder-batch.ts'
import { findLastDailyBatch } from '../reminder-batch-queries.ts'

/** 09:35: not on the hour, when many other reminders are sent. */
const FROM_MINUTES = 9 * 60 + 35

/**
 * Plans the daily reminder batch on working days, once for all instances. Reminders due on days off are sent on the
 * next working day. Returns whether a batch was planned.
 */
export async function planDailyReminders(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'holidays' | 'afterRestore'>,
): Promise<boolean> {
  const day = today(deps)
  const calendar = await loadCalendar(deps)
  if (!isWorkingDay(calendar, day) || minutesOf(deps.site.timeZone, deps.clock.now()) < FROM_MINUTES) return false
  const last = await findLastDailyBatch(deps.db)
  if (last !== null && last.day >= day) return false
  const lastBatch = { since: last?.day ?? null, sinceAt: last?.startedAt.toISOString() ?? null }
  return deps.db.transaction((tx) => planReminderBatch(deps, tx, `daily:${day}`, { kind: 'daily', ...lastBatch }))
}
