import { HOUR_MS } from '@desk/shared/kernel/durations'
import { nextWorkingTime, type WorkingCalendar, workingMsBetween } from '@desk/shared/kernel/working-calendar'
import type { HomeView, MyAdmin } from '@desk/shared/pages/page-schemas'
import type { DayDeps, Deps } from '../../kernel/deps.ts'
import type { AdminRow, MyPeople } from './my-people-queries.ts'

/** The median of fewer decisions would not be representative. */
const MIN_DECISIONS = 5

type People = Pick<HomeView, 'admin' | 'guardians'>

/** Returns the nearest department admin, who decides the member's requests first unless they are away, and the guardians. */
export function toPeople(
  deps: DayDeps & Pick<Deps, 'holidays'>,
  { admin, guardians, overrides }: Pick<MyPeople, 'admin' | 'guardians' | 'overrides'>,
): People {
  const calendar = {
    timeZone: deps.site.timeZone,
    table: deps.holidays,
    overrides: new Map(Object.entries(overrides)),
    quiet: { from: 0, to: 0 },
  }
  return { admin: admin && toAdmin(admin, calendar, deps.clock.now()), guardians }
}

const toAdmin = ({ isAway, decisions, ...admin }: AdminRow, calendar: WorkingCalendar, now: Date): MyAdmin => ({
  ...admin,
  isOnDuty: !isAway && nextWorkingTime(calendar, now).getTime() === now.getTime(),
  usualHours: isAway ? null : usualHours(decisions, calendar),
})

/** Returns the median working time of these decisions in hours, rounded up. */
function usualHours(decisions: AdminRow['decisions'], calendar: WorkingCalendar): number | null {
  if (decisions.length < MIN_DECISIONS) return null
  const times = decisions
    .map(([asked, decided]) => workingMsBetween(calendar, new Date(asked), new Date(decided)))
    .sort((one, other) => one - other)
  return Math.max(1, Math.ceil((times[Math.floor(times.length / 2)] ?? 0) / HOUR_MS))
}
