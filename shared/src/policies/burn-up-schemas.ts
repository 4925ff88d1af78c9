import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { instant } from '../kernel/instant.ts'

const forecast = z.object({
  /** Mean of the last three whole working days. */
  perDay: z.number(),
  /** 95 % of the people who have to sign. */
  target: z.int(),
  /** Null when the target is not reached within 90 days. */
  reachedOn: z.nullable(calendarDay),
  /** Number of signatures expected at the due date; null when that date is past or more than 90 days away. */
  atDue: z.nullable(z.int()),
  /** Signatures expected at the ends of the next days, at the slowest, mean and fastest rate of the last three working days. */
  points: z.array(z.object({ at: instant, low: z.number(), likely: z.number(), high: z.number() })),
})

/** How many people had signed at which time, up to the due date. The forecast is never part of evidence. */
export const burnUp = z.object({
  /** The plotted interval; `from` is the publication, unless it is more than `BURN_UP_DAYS` ago. */
  from: instant,
  to: instant,
  /** The end of the past day that is shown; null for now. */
  asOf: z.nullable(instant),
  /** Whether `points` are the minutes of signatures; else they are the ends of days. */
  isByMinute: z.boolean(),
  /** Ascending; the last one is now, or the end of the version. */
  points: z.array(z.object({ at: instant, signed: z.int() })),
  /** `asked` is null for days whose counts were not stored, which have no board. */
  days: z.array(z.object({ day: calendarDay, signed: z.int(), asked: z.nullable(z.int()) })),
  /** Versions that took effect, by label, and manual reminders, with their number of people. */
  marks: z.array(
    z.object({
      at: instant,
      kind: z.enum(['published', 'reminded']),
      label: z.nullable(z.string()),
      people: z.nullable(z.int()),
    }),
  ),
  /** Weekends and holidays within the interval. */
  freeTimes: z.array(z.object({ from: instant, to: instant })),
  forecast: z.nullable(forecast),
})
export type BurnUp = z.infer<typeof burnUp>

/** Days before today that are plotted. */
export const BURN_UP_DAYS = 120
