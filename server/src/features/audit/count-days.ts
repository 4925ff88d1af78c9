import type { AuditDays, AuditFilter } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { daysBetween, shiftDay } from '@desk/shared/kernel/working-calendar'
import { authorizeRole } from '../../access/authorize.ts'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import type { DayDeps, Deps, ReadDeps } from '../../kernel/deps.ts'
import { auditedFilter, filterDetails } from './audited-filter.ts'
import { countDaysOfPeople } from './day-queries.ts'
import type { ResolvedFilter } from './entry-queries.ts'
import { resolveFilter } from './resolve-filter.ts'
import { settledDays, type SettledDays } from './settled-days.ts'

/** At least `DAYS_MIN` days are counted, so that a chosen day is shown among its neighbours, and at most a quarter of a year. */
const [DAYS_MIN, DAYS_MAX] = [30, 92]

/** Dependencies for counting days. Without `settledDays` every entry of a day is counted. */
export type DayCountDeps = ReadDeps & { settledDays?: SettledDays }

/**
 * Counts the entries of each day that match a filter. Counts with any filter besides the range are recorded as a read, since
 * they tell what somebody did or what happened to an object.
 */
export async function countDays(
  deps: DayCountDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { from, to, ...filter }: AuditFilter,
): Promise<AuditDays> {
  authorizeRole(actor, 'reviewer')
  if (Object.keys(filterDetails(filter)).length > 0)
    await recordReadAudit(deps, actor, 'audit.read', 'audit', auditedFilter(deps, { ...filter, from, to }))
  return { days: await countByDay(deps, await resolveFilter(deps.db, { ...filter, from, to })) }
}

/** Counts the entries of each day of a range, or around it, that match the rest of a filter. The caller records it as read. */
export async function countByDay(
  deps: DayCountDeps,
  { from, to, people, ...filter }: ResolvedFilter,
): Promise<AuditDays['days']> {
  const days = daysOf(deps, { from, to })
  if (people === undefined) return (deps.settledDays ?? settledDays()).count(deps, filter, days)
  return countDaysOfPeople(deps.db, people, { filter, days, timeZone: deps.site.timeZone })
}

/**
 * Returns the days to count: those of the range, extended on both sides up to `DAYS_MIN`, or its last `DAYS_MAX` if it is longer.
 * Without a range: the last `DAYS_MIN` days. No day is after today.
 */
export function daysOf({ clock, site }: DayDeps, { from, to }: Pick<AuditFilter, 'from' | 'to'>): CalendarDay[] {
  const dayOf = (at: Date) => dayIn(site.timeZone, at)
  const earliest = (...days: CalendarDay[]) => days.toSorted()[0] ?? ''
  const today = dayOf(clock.now())
  const last = to === undefined ? today : earliest(today, dayOf(new Date(Date.parse(to) - 1)))
  const first = earliest(last, from === undefined ? shiftDay(last, 1 - DAYS_MIN) : dayOf(new Date(from)))
  const length = Math.min(DAYS_MAX, daysBetween(first, last) + 1)
  if (length >= DAYS_MIN) return listDays(last, length)
  return listDays(earliest(today, shiftDay(last, Math.floor((DAYS_MIN - length) / 2))), DAYS_MIN)
}

const listDays = (last: CalendarDay, length: number): CalendarDay[] =>
  Array.from({ length }, (_, index) => shiftDay(last, index + 1 - length))
