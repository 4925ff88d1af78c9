import * as z from 'zod/mini'

/** A day of the calendar, `2026-03-17`, without a time zone of its own, of this century. Text order is time order. */
export const calendarDay = z.string().check(
  z.regex(/^(20\d\d|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
  z.refine((day) => isRealDay(day), { error: 'day.unknown' }),
)
export type CalendarDay = z.infer<typeof calendarDay>

/** 30 February is none. */
const isRealDay = (day: string) => {
  const at = new Date(`${day}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

/** Made once for a zone: to make one costs more than a thousand uses. */
const formats = new Map<string, Intl.DateTimeFormat>()

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  // Swedish writes dates as ISO does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formats.set(timeZone, format)
  return format
}

/** The day that people in `timeZone` would call today. */
export const dayIn = (timeZone: string, at: Date): CalendarDay => dayFormat(timeZone).format(at)
