import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { DAY_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import { endOfDay, instantOf, isWorkingDay, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { StateCounts } from '@desk/shared/policies/board-schemas'
import { type BurnUp, BURN_UP_DAYS } from '@desk/shared/policies/burn-up-schemas'
import { requiredCount } from '@desk/shared/policies/roster'
import { FORECAST_DAYS, forecastSigning, type SigningForecast } from '@desk/shared/policies/signing-forecast'
import { listCalendarDays } from '../../../kernel/calendar-queries.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { WHOLE_COMPANY } from '../roster/count-queries.ts'
import { commonDueAt } from '../roster/counts.ts'
import { listSnapshots } from '../roster/snapshot-queries.ts'
import { listManualReminders, listPublications, listSigningTimes, MAX_STEPS } from './burn-up-queries.ts'

export type BoardDeps = ReadDeps & Pick<Deps, 'holidays'>

type PlotInput = {
  policy: ActivePolicy
  scope: number
  /** The departments whose reminders reach everyone in scope. */
  path: readonly number[]
  /** The counts at `end`. */
  counts: StateCounts
  /** Now, or when the version was replaced or the policy retired. */
  end: Date
  /** The end of the past day that is shown; null for now, which has a forecast. */
  asOf: Date | null
  /** The number of people of the whole company who signed; null to plot days. */
  signedInCompany: number | null
}

/** Without a forecast date, the plot shows a month of the forecast. */
const MONTH_DAYS = 30
/** Days that the plot shows after the last of now, the due date and the forecast. */
const MARGIN_DAYS = 2

/** Returns the plot of signatures; null when there is nothing to plot yet. */
export async function burnUpOf(deps: BoardDeps, part: PlotInput): Promise<BurnUp | null> {
  const { policy, scope, counts, end, asOf, signedInCompany } = part
  const { timeZone } = deps.site
  const today = dayIn(timeZone, end)
  const publishedOn = dayIn(timeZone, policy.requiredSince)
  const firstDay = laterOf(publishedOn, shiftDay(today, -BURN_UP_DAYS))
  const from = firstDay === publishedOn ? policy.requiredSince : instantOf(timeZone, firstDay, 0)
  const place = { policyId: policy.id, departmentId: scope }
  const stored = (await listSnapshots(deps.db, place, firstDay, shiftDay(today, -1))).map(
    ({ day, counts: dayCounts }) => ({
      day,
      signed: dayCounts['signed'] ?? 0,
      asked: requiredCount(dayCounts),
    }),
  )
  const isFew = signedInCompany !== null && signedInCompany <= MAX_STEPS
  const times = isFew ? await listSigningTimes(deps, policy, scope) : null
  if (times === null && stored.length === 0) return null
  const days = times === null ? stored : daysOfTimes(timeZone, times, { firstDay, today, stored })
  const latest = { signed: counts.signed, asked: requiredCount(counts) }
  const steps = times === null ? stepsByDay(timeZone, stored) : stepsByMinute(times)
  const points = [
    { at: from, signed: from === policy.requiredSince ? 0 : signedBy(steps, from) },
    ...steps.filter(({ at }) => at > from && at < end),
    { at: end, signed: latest.signed },
  ]
  const calendar = await calendarOf(deps, firstDay, shiftDay(today, 2 * FORECAST_DAYS))
  const isPresent = asOf === null && policy.retiredAt === null
  const forecast = isPresent
    ? forecastSigning({ calendar, today, publishedOn, days, signed: latest.signed, required: latest.asked })
    : null
  const dueAt = commonDueAt(deps, policy)
  const interval = { from, to: isPresent ? lastInstant(timeZone, { end, dueAt, today, forecast }) : end }
  return {
    from: from.toISOString(),
    to: interval.to.toISOString(),
    asOf: asOf?.toISOString() ?? null,
    isByMinute: times !== null,
    points: points.map(({ at, signed }) => ({ at: at.toISOString(), signed })),
    days: [...days, { day: today, ...latest }],
    marks: await marksOf(deps, part, { from, to: new Date(end.getTime() + 1) }),
    freeTimes: freeTimesOf(timeZone, calendar, interval),
    forecast: forecast && toForecast(timeZone, forecast, { dueAt, end, to: interval.to }),
  }
}

const laterOf = (left: CalendarDay, right: CalendarDay) => (left > right ? left : right)

type Step = { at: Date; signed: number }

/** Returns how many had signed by an instant. */
const signedBy = (steps: readonly Step[], instant: Date) => steps.findLast(({ at }) => at <= instant)?.signed ?? 0

/** Returns one step at the end of each day. */
const stepsByDay = (timeZone: string, days: readonly { day: CalendarDay; signed: number }[]): Step[] =>
  days.map(({ day, signed }) => ({ at: endOfDay(timeZone, day), signed }))

/** Returns one step per minute in which anyone signed. */
function stepsByMinute(times: readonly number[]): Step[] {
  const byMinute = new Map<number, number>()
  for (const [index, time] of times.entries()) byMinute.set(Math.floor(time / MINUTE_MS) * MINUTE_MS, index + 1)
  return [...byMinute].map(([minute, signed]) => ({ at: new Date(minute), signed }))
}

type StoredDay = { day: CalendarDay; signed: number; asked: number }

/** Returns every day before today, with the stored counts where there are any. */
function daysOfTimes(
  timeZone: string,
  times: readonly number[],
  { firstDay, today, stored }: { firstDay: CalendarDay; today: CalendarDay; stored: readonly StoredDay[] },
): BurnUp['days'] {
  const byDay = new Map(stored.map((day) => [day.day, day]))
  const days: BurnUp['days'] = []
  let signed = 0
  for (let day = firstDay; day < today; day = shiftDay(day, 1)) {
    const end = endOfDay(timeZone, day).getTime()
    while ((times[signed] ?? Infinity) < end) signed += 1
    days.push(byDay.get(day) ?? { day, signed, asked: null })
  }
  return days
}

async function calendarOf(deps: BoardDeps, from: CalendarDay, to: CalendarDay) {
  const rows = await listCalendarDays(deps.db, from, to)
  return { table: deps.holidays, overrides: new Map(rows.map(({ day, isWorking }) => [day, isWorking])) }
}

type Calendar = Awaited<ReturnType<typeof calendarOf>>

/** Returns the right end of a plot of the present: some days after the last of now, the due date and the forecast. */
function lastInstant(
  timeZone: string,
  { end, dueAt, today, forecast }: { end: Date; dueAt: Date; today: CalendarDay; forecast: SigningForecast | null },
): Date {
  const ends = forecast ? endOfDay(timeZone, forecast.reachedOn ?? shiftDay(today, MONTH_DAYS)) : end
  return new Date(Math.max(end.getTime(), dueAt.getTime(), ends.getTime()) + MARGIN_DAYS * DAY_MS)
}

/** Returns the days on which nobody works, joined where they follow each other. */
function freeTimesOf(
  timeZone: string,
  calendar: Calendar,
  { from, to }: { from: Date; to: Date },
): BurnUp['freeTimes'] {
  const free: BurnUp['freeTimes'] = []
  for (let day = dayIn(timeZone, from); instantOf(timeZone, day, 0) < to; day = shiftDay(day, 1)) {
    if (isWorkingDay(calendar, day)) continue
    const start = instantOf(timeZone, day, 0).toISOString()
    const last = free.at(-1)
    const end = endOfDay(timeZone, day).toISOString()
    if (last?.to === start) last.to = end
    else free.push({ from: start, to: end })
  }
  return free
}

/** Returns the publications and manual reminders within an interval, in order of time. */
async function marksOf(
  { db }: BoardDeps,
  { policy, path }: PlotInput,
  interval: { from: Date; to: Date },
): Promise<BurnUp['marks']> {
  const published = (await listPublications(db, policy.id, interval)).map(({ at, label }) => ({
    at: at.toISOString(),
    kind: 'published' as const,
    label,
    people: null,
  }))
  const reminders = await listManualReminders(db, policy.id, { path: [WHOLE_COMPANY, ...path], ...interval })
  const reminded = reminders.map(({ at, people }) => ({
    at: at.toISOString(),
    kind: 'reminded' as const,
    label: null,
    people,
  }))
  return [...published, ...reminded].sort((left, right) => (left.at < right.at ? -1 : 1))
}

function toForecast(
  timeZone: string,
  { perDay, target, reachedOn, days }: SigningForecast,
  { dueAt, end, to }: { dueAt: Date; end: Date; to: Date },
): BurnUp['forecast'] {
  const ends = days.map(({ day, low, likely, high }) => ({ at: endOfDay(timeZone, day), low, likely, high }))
  const due = dueAt > end ? ends.find(({ at }) => at >= dueAt) : undefined
  return {
    perDay,
    target,
    reachedOn,
    atDue: due ? Math.round(due.likely) : null,
    points: ends.filter(({ at }) => at <= to).map((point) => ({ ...point, at: point.at.toISOString() })),
  }
}
