const formatIn = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })

/** Time zone of the company, in which all instants are shown. It is the same for every page of a server. */
export let businessZone = 'Asia/Shanghai'
let format = formatIn(businessZone)

/** Sets the time zone of the company, before anything is shown. */
export function setBusinessZone(timeZone: string): void {
  if (timeZone === businessZone) return
  businessZone = timeZone
  format = formatIn(timeZone)
}

export type LocalTime = {
  year: number
  month: number
  day: number
  hour: number
  /** `10:34` */
  clockTime: string
  /** `10:34:12` */
  exactTime: string
}

/** Splits an instant into its parts in the time zone of the company. */
export function localTime(instant: string): LocalTime {
  const parts = new Map(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]))
  const text = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  const clockTime = `${text('hour')}:${text('minute')}`
  return {
    year: Number(text('year')),
    month: Number(text('month')),
    day: Number(text('day')),
    hour: Number(text('hour')),
    clockTime,
    exactTime: `${clockTime}:${text('second')}`,
  }
}

export type PartOfDay = 'morning' | 'afternoon' | 'evening'

/** Returns the part of the day, as in a greeting. */
export function partOfDay(instant: string): PartOfDay {
  const { hour } = localTime(instant)
  if (hour >= 5 && hour < 12) return 'morning'
  return hour >= 12 && hour < 18 ? 'afternoon' : 'evening'
}

/** Returns whole minutes from `since` to `now`, never negative: two clocks may disagree. */
export const minutesBetween = (since: string, now: string): number =>
  Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / 60_000))

/** Rounds a duration down to whole hours from one hour on, and to whole days from one day on. Labels show no smaller unit. */
export const wholeUnits = (minutes: number): number => {
  const unit = minutes < 60 ? 1 : minutes < 24 * 60 ? 60 : 24 * 60
  return minutes - (minutes % unit)
}

export const isSameDay = (a: LocalTime, b: LocalTime): boolean =>
  a.year === b.year && a.month === b.month && a.day === b.day
