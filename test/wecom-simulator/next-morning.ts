import calendar from 'chinese-days/dist/chinese-days.json'
import { DAY_MS, HOUR_MS } from '@desk/shared/kernel/durations'
import { ZONE_MS } from './clock.ts'

const MORNING_MS = 9 * HOUR_MS

/** Uses the public holidays of the State Council. In years without a table only weekends are days off. */
function isDayOff(day: number): boolean {
  const date = new Date(day * DAY_MS)
  const name = date.toISOString().slice(0, 10)
  const isWeekend = [0, 6].includes(date.getUTCDay())
  return name in calendar.holidays || (isWeekend && !(name in calendar.workdays))
}

/** Returns 09:00 in Shanghai on the day after `nowMs`, or with `workday` on the next working day. */
export const nextMorning = (nowMs: number, kind: 'morning' | 'workday'): number => {
  let day = Math.floor((nowMs + ZONE_MS) / DAY_MS) + 1
  while (kind === 'workday' && isDayOff(day)) day += 1
  return day * DAY_MS + MORNING_MS - ZONE_MS
}
