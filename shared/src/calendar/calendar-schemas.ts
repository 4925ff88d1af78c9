import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'

/** Local time, for example `20:00`. */
const timeOfDay = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))

/** Returns the minutes since midnight. */
export const minutesOfTime = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Deferrable notices are not sent between `from` and `to`, which can be after midnight. Equal values: no quiet hours. */
export const quietHours = z.strictObject({ from: timeOfDay, to: timeOfDay })
export type QuietHours = z.output<typeof quietHours>

/** Quiet hours until ops change them. */
export const defaultQuietHours: QuietHours = { from: '20:00', to: '08:30' }

/** Month, for example `2026-03`. */
const monthSchema = z.string().check(z.regex(/^20\d\d-(0[1-9]|1[0-2])$/))
export const calendarQuery = z.strictObject({ month: z.optional(monthSchema) })

export const calendarView = z.object({
  month: z.string(),
  days: z.array(
    z.object({
      day: z.string(),
      working: z.boolean(),
      /** Source: an override by ops, the public holiday table, or the day of the week. */
      reason: z.enum(['override', 'table', 'week']),
      note: z.string(),
    }),
  ),
  today: z.string(),
  quietHours: z.object({ from: z.string(), to: z.string() }),
  /** Version of the quiet hours; 0 before the first change. */
  version: z.int(),
  /** Last year of the public holiday table; later years have only weekends. */
  coveredUntil: z.int(),
  timeZone: z.string(),
})
export type CalendarView = z.infer<typeof calendarView>

const NOTE_MAX = 40

/** `working` null: removes the override. */
export const calendarBody = z.discriminatedUnion('change', [
  z.strictObject({
    change: z.literal('day'),
    day: calendarDay,
    working: z.nullable(z.boolean()),
    note: lineOfText(NOTE_MAX),
  }),
  z.strictObject({
    change: z.literal('quiet_hours'),
    quietHours,
    version: wholeNumber(0),
  }),
])
export type CalendarBody = z.output<typeof calendarBody>
