import calendar from 'chinese-days/dist/chinese-days.json'
import { DAY_MS, HOUR_MS } from '@desk/shared/kernel/durations'

/** The time of the simulator. A test that starts the app and the simulator passes the same clock to both. */
export type SimClock = {
  nowMs(): number
  /** Moves the time forward. Undefined when the clock cannot be moved. */
  advance?(ms: number): void
}

export const systemClock: SimClock = { nowMs: () => Date.now() }

/** The start of test clocks: a working morning, because most messages are deferred at night. */
export const TUESDAY_MORNING = new Date('2026-03-17T02:00:00.000Z')

/** Creates a clock that starts at `startAt`, runs at normal speed and can be moved forward. */
export const createMovableClock = (startAt: Date, real: () => number = () => Date.now()): Required<SimClock> => {
  let offset = startAt.getTime() - real()
  return {
    nowMs: () => real() + offset,
    advance: (ms) => {
      offset += ms
    },
  }
}

/** Asia/Shanghai, which has had no summer time since 1991. */
export const ZONE_MS = 8 * HOUR_MS
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
