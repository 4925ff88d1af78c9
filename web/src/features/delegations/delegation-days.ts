import { DAY_MS } from '@desk/shared/kernel/durations'
const FRIDAY = 5

/** Calendar days have no time zone: they are counted in UTC and never meet a clock. */
const shift = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()

/** The Friday of this week; after Friday that of the next one. */
export const nextFriday = (today: string): string => shift(today, (FRIDAY - weekdayOf(today) + 7) % 7)

export const weekFrom = (today: string): string => shift(today, 6)
export const longestFrom = (startsOn: string, days: number): string => shift(startsOn, days - 1)
