import { HOUR_MS } from '@desk/shared/kernel/durations'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'

/** Returns the first instant after `day` in `timeZone`. Offsets from UTC are whole quarters of an hour. */
export function endOfDay(day: CalendarDay, timeZone: string): Date {
  let at = Date.parse(`${day}T00:00:00.000Z`) - 12 * HOUR_MS
  while (dayIn(timeZone, new Date(at)) <= day) at += HOUR_MS / 4
  return new Date(at)
}
