import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'

/** `20:00`, local time. */
const timeOfDay = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))

export const minutesOfTime = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** No notice that can wait goes out between `from` and `to`, which may lie beyond midnight. Equal: no quiet hours. */
export const quietHours = z.strictObject({ from: timeOfDay, to: timeOfDay })
export type QuietHours = z.output<typeof quietHours>

/** Source: domain 4.4, "quiet hours 20:00–08:30". */
export const defaultQuietHours: QuietHours = { from: '20:00', to: '08:30' }

/** `2026-03`. */
const monthSchema = z.string().check(z.regex(/^20\d\d-(0[1-9]|1[0-2])$/))
export const calendarQuery = z.strictObject({ month: z.optional(monthSchema) })

export const calendarView = z.object({
  month: z.string(),
  days: z.array(
    z.object({
      day: z.string(),
      working: z.boolean(),
      /** Why: ops said so, the public table, or just the day of the week. */
      reason: z.enum(['override', 'table', 'week']),
      note: z.string(),
    }),
  ),
  today: z.string(),
  quietHours: z.object({ from: z.string(), to: z.string() }),
  /** Of the quiet hours; 0: never changed. */
  version: z.int(),
  /** The last year that the public table knows; beyond it only weekends rest. */
  coveredUntil: z.int(),
  timeZone: z.string(),
})
export type CalendarView = z.infer<typeof calendarView>

const NOTE_MAX = 40

/** `working` null: back to what the table says. */
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
