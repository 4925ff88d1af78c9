import { HOURS_PER_DAY, HOURS_PER_SLOT, hourText } from '@desk/shared/audit/audit-hours'
import type { AuditDays, AuditFilter } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { daysBetween, shiftDay } from '@desk/shared/kernel/working-calendar'
import { authorizeRole } from '../../access/authorize.ts'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import type { DayDeps, Deps, ReadDeps } from '../../kernel/deps.ts'
import { auditedFilter, filterDetails } from './audited-filter.ts'
import { countSlotsOfPeople, noEntries, type Slot } from './day-queries.ts'
import { describeChain } from './describe-tail.ts'
import { currentLog } from './log/log-queries.ts'
import type { ResolvedFilter } from './entry-queries.ts'
import { resolveFilter } from './resolve-filter.ts'
import { type SettledDays, sumOf } from './settled-days.ts'

/** At least `DAYS_MIN` days are counted, so that a range is shown among its neighbours, and at most a quarter of a year. */
const [DAYS_MIN, DAYS_MAX] = [30, 92]
/** Ranges of up to this number of days are extended to it, and counted by `HOURS_PER_SLOT` hours. */
const DAYS_BY_HOURS = 6

/** Dependencies for counting days. */
export type DayCountDeps = ReadDeps & { settledDays: SettledDays }

/**
 * Counts the entries of each day that match a filter, and returns the current state of the log, which the page shows beside them.
 * Counts with any filter besides the range are recorded as a read, since they tell what somebody did or what happened to an object.
 */
export async function countDays(
  deps: DayCountDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { from, to, ...filter }: AuditFilter,
): Promise<AuditDays> {
  authorizeRole(actor, 'reviewer')
  if (Object.keys(filterDetails(filter)).length > 0)
    await recordReadAudit(deps, actor, 'audit.read', 'audit', auditedFilter(deps, { ...filter, from, to }))
  const resolved = await resolveFilter(deps.db, { ...filter, from, to })
  const [counts, chain] = await Promise.all([
    countByDay(deps, resolved),
    describeChain(deps, await currentLog(deps.db)),
  ])
  return { ...counts, chain }
}

/**
 * Counts the entries of each day of a range, or around it, that match the rest of a filter; of a short range also those of every two
 * hours. The caller records it as read.
 */
export async function countByDay(
  deps: DayCountDeps,
  { from, to, people, ...filter }: ResolvedFilter,
): Promise<AuditDays> {
  const days = daysOf(deps, { from, to })
  const count = (slots: readonly Slot[]) =>
    people === undefined
      ? deps.settledDays.count(deps, filter, slots)
      : countSlotsOfPeople(deps.db, people, { filter, slots, timeZone: deps.site.timeZone })
  if (days.length > DAYS_BY_HOURS) {
    const counts = await count(days.map((day) => slotFrom(day, 0, HOURS_PER_DAY)))
    return { days: days.map((day, index) => ({ day, ...(counts[index] ?? noEntries) })) }
  }
  const slots = days.flatMap((day) => startsOfSlots.map((hour) => ({ day, hour })))
  const counts = await count(slots.map(({ day, hour }) => slotFrom(day, hour, HOURS_PER_SLOT)))
  const hours = slots.map((slot, index) => ({ ...slot, ...(counts[index] ?? noEntries) }))
  const sumOfDay = (day: CalendarDay) => hours.filter((slot) => slot.day === day).reduce(sumOf, noEntries)
  return { days: days.map((day) => ({ day, ...sumOfDay(day) })), hours }
}

const startsOfSlots = Array.from({ length: HOURS_PER_DAY / HOURS_PER_SLOT }, (_, index) => index * HOURS_PER_SLOT)

const slotFrom = (day: CalendarDay, hour: number, hours: number): Slot => ({
  from: `${day} ${hourText(hour)}`,
  to: hour + hours < HOURS_PER_DAY ? `${day} ${hourText(hour + hours)}` : `${shiftDay(day, 1)} ${hourText(0)}`,
})

/**
 * Returns the days to count: those of the range, extended on both sides up to `DAYS_BY_HOURS` or else `DAYS_MIN`, or its last
 * `DAYS_MAX` if it is longer. Without a range: the last `DAYS_MIN` days. No day is after today.
 */
export function daysOf({ clock, site }: DayDeps, { from, to }: Pick<AuditFilter, 'from' | 'to'>): CalendarDay[] {
  const dayOf = (at: Date) => dayIn(site.timeZone, at)
  const earliest = (...days: CalendarDay[]) => days.toSorted()[0] ?? ''
  const today = dayOf(clock.now())
  const last = to === undefined ? today : earliest(today, dayOf(new Date(Date.parse(to) - 1)))
  const first = earliest(last, from === undefined ? shiftDay(last, 1 - DAYS_MIN) : dayOf(new Date(from)))
  const length = Math.min(DAYS_MAX, daysBetween(first, last) + 1)
  const least = length <= DAYS_BY_HOURS ? DAYS_BY_HOURS : DAYS_MIN
  if (length >= least) return listDays(last, length)
  return listDays(earliest(today, shiftDay(last, Math.floor((least - length) / 2))), least)
}

const listDays = (last: CalendarDay, length: number): CalendarDay[] =>
  Array.from({ length }, (_, index) => shiftDay(last, index + 1 - length))
