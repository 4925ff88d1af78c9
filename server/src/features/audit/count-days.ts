import type { AuditDays, AuditFilter } from '@desk/shared/audit/audit-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { daysBetween, shiftDay } from '@desk/shared/kernel/working-calendar'
import { authorizeRole } from '../../access/authorize.ts'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import type { DayDeps, Deps, ReadDeps } from '../../kernel/deps.ts'
import { auditedFilter, filterDetails } from './audited-filter.ts'
import { listDayCounts } from './day-queries.ts'
import type { ResolvedFilter } from './entry-queries.ts'
import { resolveFilter } from './resolve-filter.ts'

/** At least these days are counted, so that a chosen day is shown among its neighbours; at most a quarter. */
const [LEAST, MOST] = [30, 92]

/**
 * Counts the entries of each day that match a filter. Counts of what somebody did, or of what happened to something, are
 * recorded as read.
 */
export async function countDays(
  deps: ReadDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { from, to, ...filter }: AuditFilter,
): Promise<AuditDays> {
  authorizeRole(actor, 'reviewer')
  if (Object.keys(filterDetails(filter)).length > 0)
    await recordReadAudit(deps, actor, 'audit.read', 'audit', auditedFilter(deps, { ...filter, from, to }))
  return { days: await countByDay(deps, await resolveFilter(deps.db, { ...filter, from, to })) }
}

/** Counts the entries of each day of a range, or around it, that match the rest of a filter. The caller records it as read. */
export const countByDay = (deps: ReadDeps, { from, to, ...filter }: ResolvedFilter): Promise<AuditDays['days']> =>
  listDayCounts(deps.db, filter, { days: daysOf(deps, { from, to }), timeZone: deps.site.timeZone })

/** Returns the days of the range, and days around a short one; without a range the latest. Of a long one the latest. */
export function daysOf({ clock, site }: DayDeps, { from, to }: Pick<AuditFilter, 'from' | 'to'>): CalendarDay[] {
  const dayOf = (at: Date) => dayIn(site.timeZone, at)
  const earliest = (...days: CalendarDay[]) => days.toSorted()[0] ?? ''
  const today = dayOf(clock.now())
  const last = to === undefined ? today : earliest(today, dayOf(new Date(Date.parse(to) - 1)))
  const first = earliest(last, from === undefined ? shiftDay(last, 1 - LEAST) : dayOf(new Date(from)))
  const length = Math.min(MOST, daysBetween(first, last) + 1)
  if (length >= LEAST) return listDays(last, length)
  return listDays(earliest(today, shiftDay(last, Math.floor((LEAST - length) / 2))), LEAST)
}

const listDays = (last: CalendarDay, length: number): CalendarDay[] =>
  Array.from({ length }, (_, at) => shiftDay(last, at + 1 - length))
