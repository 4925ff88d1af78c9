import * as z from 'zod/mini'
import { DAY, isRealDay } from './calendar-day.ts'

/** Schema of a day, separate from `calendar-day.ts`, so that a page that only computes with days loads no schemas. */
export const calendarDay = z.string().check(
  z.regex(DAY),
  z.refine((day) => isRealDay(day), { error: 'day.unknown' }),
)
