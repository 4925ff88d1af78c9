import { shiftDay } from '@desk/shared/kernel/working-calendar'

const FRIDAY = 5

// A calendar day has no time zone, so its weekday is that of UTC.
const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()

/** Returns the Friday of this week, or of the next one on a weekend. */
export const nextFriday = (today: string): string => shiftDay(today, (FRIDAY - weekdayOf(today) + 7) % 7)

/** Returns the last of the seven days that begin today. */
export const endOfWeekFrom = (today: string): string => shiftDay(today, 6)
/** Returns the last day of a period of that many days, which include the first. */
export const latestEnd = (startsOn: string, days: number): string => shiftDay(startsOn, days - 1)
