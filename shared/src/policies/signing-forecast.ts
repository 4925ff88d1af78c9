import type { CalendarDay } from '../kernel/calendar-day.ts'
import { sum } from '../kernel/sum.ts'
import { isWorkingDay, shiftDay, type WorkingCalendar } from '../kernel/working-calendar.ts'

/** Number of people who had signed at the end of a day. */
type SignedByDay = { day: CalendarDay; signed: number }

/** A straight line through the last working days, and the number it leads to at the end of each day. Never evidence. */
export type SigningForecast = {
  perDay: number
  slowest: number
  fastest: number
  /** Number of signatures that is 95 % of the people who have to sign. */
  target: number
  days: { day: CalendarDay; low: number; likely: number; high: number }[]
  /** The first day at whose end `target` is reached; null beyond `FORECAST_DAYS`. */
  reachedOn: CalendarDay | null
}

export const FORECAST_DAYS = 90
const TARGET_SHARE = 0.95
/** A forecast from fewer signatures would not be representative. */
const MIN_SIGNATURES = 20
/** Whole working days that the rate is taken from. */
const RATE_DAYS = 3

type Calendar = Pick<WorkingCalendar, 'table' | 'overrides'>

type Signing = {
  calendar: Calendar
  today: CalendarDay
  publishedOn: CalendarDay
  /** Ascending; days may be missing. Today is ignored. */
  days: readonly SignedByDay[]
  signed: number
  required: number
}

/**
 * Returns the number of signatures per working day for the last `RATE_DAYS` whole working days. The day of publication is
 * not one of them: it is shorter, and most people sign within an hour of the first message. Signatures of free days count for
 * the next working day.
 */
function recentRates({ calendar, today, publishedOn, days }: Signing): number[] {
  const first = days.filter(({ day }) => day <= publishedOn).at(-1)
  const counted = days.filter(({ day }) => day > publishedOn && day < today && isWorkingDay(calendar, day))
  const ends = [...(first ? [first] : []), ...counted]
  return ends
    .slice(1)
    .map(({ signed }, index) => Math.max(0, signed - (ends[index]?.signed ?? 0)))
    .slice(-RATE_DAYS)
}

const targetOf = (required: number): number => Math.ceil(required * TARGET_SHARE)

/** Returns whether this many people can have a forecast: a small group reaches the target before a forecast could begin. */
export const canHaveForecast = (required: number): boolean => targetOf(required) > MIN_SIGNATURES

/** Returns the forecast; null before twenty signatures and three whole working days, and when the target is reached. */
export function forecastSigning(signing: Signing): SigningForecast | null {
  const { calendar, today, signed, required } = signing
  const target = targetOf(required)
  const rates = recentRates(signing)
  if (signed < MIN_SIGNATURES || rates.length < RATE_DAYS || signed >= target) return null
  const perDay = sum(rates) / rates.length
  const slowest = Math.min(...rates)
  const fastest = Math.max(...rates)
  const yesterday = signing.days.filter(({ day }) => day < today).at(-1)?.signed ?? 0
  // The signatures expected today in addition to those that were made today.
  const restOfToday = (rate: number) =>
    isWorkingDay(calendar, today) ? Math.max(0, rate - Math.max(0, signed - yesterday)) : 0
  const days: SigningForecast['days'] = []
  let workingDaysAhead = 0
  for (let ahead = 0; ahead <= FORECAST_DAYS; ahead += 1) {
    const day = shiftDay(today, ahead)
    if (ahead > 0 && isWorkingDay(calendar, day)) workingDaysAhead += 1
    const signedAtRate = (rate: number) => Math.min(required, signed + restOfToday(rate) + rate * workingDaysAhead)
    days.push({ day, low: signedAtRate(slowest), likely: signedAtRate(perDay), high: signedAtRate(fastest) })
  }
  const reachedOn = days.find(({ likely }) => likely >= target)?.day ?? null
  return { perDay, slowest, fastest, target, days, reachedOn }
}
