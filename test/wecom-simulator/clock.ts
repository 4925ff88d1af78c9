import calendar from 'chinese-days/dist/chinese-days.json'

/** The simulated platform's time. Whoever starts app and simulator together hands both the same clock. */
export type SimClock = {
  nowMs(): number
  /** Moves time forward; a clock that cannot be moved leaves it out. */
  advance?(ms: number): void
}

export const systemClock: SimClock = { nowMs: () => Date.now() }

/** Where our clocks begin: a working morning, whatever the hour outside, since at night most messages would wait. */
export const TUESDAY_MORNING = new Date('2026-03-17T02:00:00.000Z')

/** Ticks like the real one, from `startAt`, and can be moved forward from the page. */
export const createMovableClock = (startAt: Date, real: () => number = () => Date.now()): Required<SimClock> => {
  let offset = startAt.getTime() - real()
  return {
    nowMs: () => real() + offset,
    advance: (ms) => {
      offset += ms
    },
  }
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Asia/Shanghai, which has had no summer time since 1991. */
const zoneMs = 8 * hourMs
const opensAtMs = 9 * hourMs

/** As the State Council has it; a year that is not known yet has weekends only. */
function isDayOff(day: number): boolean {
  const at = new Date(day * dayMs)
  const name = at.toISOString().slice(0, 10)
  const isWeekend = [0, 6].includes(at.getUTCDay())
  return name in calendar.holidays || (isWeekend && !(name in calendar.workdays))
}

/** The next 09:00 in Shanghai after `nowMs` on another day; with `workday`, weekends and public holidays do not count. */
export const nextMorning = (nowMs: number, kind: 'morning' | 'workday'): number => {
  let day = Math.floor((nowMs + zoneMs) / dayMs) + 1
  while (kind === 'workday' && isDayOff(day)) day += 1
  return day * dayMs + opensAtMs - zoneMs
}
