/** Matches the form of a day, even of one that does not exist, such as 30 February. */
export const DAY = /^(20\d\d|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/** A calendar day of this century, `2026-03-17`, without a time zone. Text order is time order. */
export type CalendarDay = string

/** Returns whether the day exists, unlike 30 February. */
export const isRealDay = (day: string) => {
  const at = new Date(`${day}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

/** Returns whether a text, such as a part of an address, is a calendar day. */
export const isCalendarDay = (text: string): boolean => DAY.test(text) && isRealDay(text)

/** Cached per time zone: creating a format costs as much as dozens of uses. */
const formats = new Map<string, Intl.DateTimeFormat>()

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const cached = formats.get(timeZone)
  if (cached) return cached
  // Swedish dates have the ISO format.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formats.set(timeZone, format)
  return format
}

/** Returns the calendar day in `timeZone` at this instant. */
export const dayIn = (timeZone: string, at: Date): CalendarDay => dayFormat(timeZone).format(at)
