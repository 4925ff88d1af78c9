import { DAY_MS, HOUR_MS, MINUTE_MS } from './durations.ts'
import { type CalendarDay, dayIn } from './calendar-day.ts'

/**
 * Days on which the official calendar differs from the usual week, from a maintained table: `holidays` are normally working
 * days, `workdays` are normally free.
 */
export type HolidayTable = {
  holidays: ReadonlySet<CalendarDay>
  workdays: ReadonlySet<CalendarDay>
  /** The last year that the table covers. Beyond it only weekends are free, and ops are notified. */
  coveredUntil: number
}

/** Minutes of the day, local time. */
export type Span = { from: number; to: number }

export type WorkingCalendar = {
  timeZone: string
  table: HolidayTable
  /** Single days set by ops; they override the table. */
  overrides: ReadonlyMap<CalendarDay, boolean>
  /** Hours in which no deferrable notice is sent. They may include midnight. */
  quiet: Span
}

const DAY_MINUTES = 1440

/** Working hours: 09:00–18:00 without the lunch break. */
export const workingSpans: readonly Span[] = [
  { from: 9 * 60, to: 12 * 60 },
  { from: 13 * 60, to: 18 * 60 },
]

const WORKING_DAY_MS = workingSpans.reduce((sum, { from, to }) => sum + (to - from) * MINUTE_MS, 0)

/** The rule that decides whether a day is a working day, for the settings page. */
export type DayReason = 'override' | 'table' | 'week'

/** Returns whether a day is a working day, and by which rule. */
export function dayFacts(
  calendar: Pick<WorkingCalendar, 'table' | 'overrides'>,
  day: CalendarDay,
): { working: boolean; reason: DayReason } {
  const override = calendar.overrides.get(day)
  if (override !== undefined) return { working: override, reason: 'override' }
  if (calendar.table.holidays.has(day)) return { working: false, reason: 'table' }
  if (calendar.table.workdays.has(day)) return { working: true, reason: 'table' }
  return { working: !isWeekend(day), reason: 'week' }
}

export const isWorkingDay = (calendar: Pick<WorkingCalendar, 'table' | 'overrides'>, day: CalendarDay): boolean =>
  dayFacts(calendar, day).working

export const isWeekend = (day: CalendarDay): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

export const shiftDay = (day: CalendarDay, days: number): CalendarDay =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** Returns how many days `to` is after `from`; negative: before. */
export const daysBetween = (from: CalendarDay, to: CalendarDay): number => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** Returns the instant at which clocks in `timeZone` show `minutes` after midnight of `day`. */
export function instantOf(timeZone: string, day: CalendarDay, minutes: number): Date {
  const asIfUtc = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE_MS
  // Computed twice, since the offset at the result counts, not the one at the guess.
  const guess = asIfUtc - offsetMs(timeZone, new Date(asIfUtc))
  return new Date(asIfUtc - offsetMs(timeZone, new Date(guess)))
}

/** Returns the instant at which a day ends, and the next one begins. */
export function endOfDay(timeZone: string, day: CalendarDay): Date {
  const midnight = instantOf(timeZone, shiftDay(day, 1), 0)
  // Where clocks skip midnight, the next day begins an hour later.
  return dayIn(timeZone, midnight) > day ? midnight : new Date(midnight.getTime() + HOUR_MS)
}

/** Returns the last instant of a day, at which whatever is due on that day becomes overdue. */
export const lastInstantOf = (timeZone: string, day: CalendarDay): Date =>
  new Date(endOfDay(timeZone, day).getTime() - 1)

/** Returns the minutes since local midnight, with fractions. */
export function minutesOf(timeZone: string, at: Date): number {
  const local = at.getTime() + offsetMs(timeZone, at)
  return (((local % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS
}

/** Time zones change their offset at quarters of an hour. */
const QUARTER_MS = 15 * MINUTE_MS
/** Offsets kept per time zone: many times what one page needs. */
const MAX_OFFSETS = 20_000

type Zone = { format: Intl.DateTimeFormat; offsets: Map<number, number> }
const zones = new Map<string, Zone>()

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const zone = { format, offsets: new Map<number, number>() }
  zones.set(timeZone, zone)
  return zone
}

/** Returns how far clocks are ahead of UTC. Computed once per quarter of an hour: splitting an instant takes long. */
function offsetMs(timeZone: string, at: Date): number {
  const { format, offsets } = zoneOf(timeZone)
  const quarter = Math.floor(at.getTime() / QUARTER_MS)
  const known = offsets.get(quarter)
  if (known !== undefined) return known
  const start = quarter * QUARTER_MS
  const parts = new Map(format.formatToParts(start).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  if (offsets.size >= MAX_OFFSETS) offsets.clear()
  offsets.set(quarter, local - start)
  return local - start
}

/** Longer than any run of free days, so that a calendar without working days does not cause an endless loop. */
const MAX_DAYS = 400

/**
 * Returns the first interval of `spans` on a working day at or after `at`; it starts at `at` when that lies inside one.
 */
function nextInside(calendar: WorkingCalendar, spans: readonly Span[], at: Date): { start: Date; end: Date } {
  let day = dayIn(calendar.timeZone, at)
  for (let step = 0; step < MAX_DAYS; step += 1, day = shiftDay(day, 1)) {
    if (!isWorkingDay(calendar, day)) continue
    for (const { from, to } of spans) {
      const end = instantOf(calendar.timeZone, day, to)
      if (end.getTime() <= at.getTime()) continue
      const start = instantOf(calendar.timeZone, day, from)
      return { start: start.getTime() > at.getTime() ? start : at, end }
    }
  }
  return { start: at, end: new Date(at.getTime() + DAY_MS) }
}

/** Returns `at`, or the start of the next working hours. */
export const nextWorkingTime = (calendar: WorkingCalendar, at: Date): Date =>
  nextInside(calendar, workingSpans, at).start

/** Returns the instant after `ms` of working time since `at`. */
export function addWorkingMs(calendar: WorkingCalendar, at: Date, ms: number): Date {
  let left = ms
  let now = at
  for (;;) {
    const { start, end } = nextInside(calendar, workingSpans, now)
    const inside = end.getTime() - start.getTime()
    if (left <= inside) return new Date(start.getTime() + left)
    left -= inside
    now = end
  }
}

/** Returns the instant after this many days of working time since `at`. */
export const addWorkingDays = (calendar: WorkingCalendar, at: Date, days: number): Date =>
  addWorkingMs(calendar, at, days * WORKING_DAY_MS)

/** Returns the working time between two instants; 0 when `to` is not after `from`. */
export function workingMsBetween(calendar: WorkingCalendar, from: Date, to: Date): number {
  let sum = 0
  let now = from
  while (now.getTime() < to.getTime()) {
    const { start, end } = nextInside(calendar, workingSpans, now)
    sum += Math.max(0, Math.min(end.getTime(), to.getTime()) - start.getTime())
    now = end
  }
  return sum
}

/** Returns the hours of a day that are not quiet. */
function spansOutsideQuietHours({ from, to }: Span): Span[] {
  if (from === to) return [{ from: 0, to: DAY_MINUTES }]
  if (from > to) return [{ from: to, to: from }]
  return [
    { from: 0, to: from },
    { from: to, to: DAY_MINUTES },
  ].filter((span) => span.from < span.to)
}

/**
 * Returns `at`, or the next instant at which a deferrable notice may be sent: on a working day, outside the quiet
 * hours.
 */
export const nextTimeOutsideQuietHours = (calendar: WorkingCalendar, at: Date): Date =>
  nextInside(calendar, spansOutsideQuietHours(calendar.quiet), at).start

/** Returns `minutes` after midnight of the first working day after the day of `at`. */
export function onNextWorkingDay(calendar: WorkingCalendar, at: Date, minutes: number): Date {
  let day = shiftDay(dayIn(calendar.timeZone, at), 1)
  for (let step = 0; step < MAX_DAYS && !isWorkingDay(calendar, day); step += 1) day = shiftDay(day, 1)
  return instantOf(calendar.timeZone, day, minutes)
}
