import type { CalendarView } from '@desk/shared/calendar/calendar-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { dayFacts, shiftDay } from '@desk/shared/kernel/working-calendar'
import { authorizeRole } from '../../access/authorize.ts'
import { today } from '../../access/grant-conditions.ts'
import { listCalendarDays, loadCalendar, quietHoursSetting } from '../../kernel/calendar-queries.ts'
import type { Deps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'

/** Returns one month of the calendar, the quiet hours, and the last year of the public holiday table. */
export async function getCalendar(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'holidays'>,
  actor: MemberActor,
  requestedMonth?: string,
): Promise<CalendarView> {
  authorizeRole(actor, 'ops')
  const month = requestedMonth ?? today(deps).slice(0, 7)
  const calendar = await loadCalendar(deps)
  const quiet = await readSetting(deps.db, quietHoursSetting)
  const days = daysOf(month)
  const stored = await listCalendarDays(deps.db, days[0] ?? month, days.at(-1) ?? month)
  const notes = new Map(stored.map(({ day, note }) => [day, note]))
  return {
    month,
    days: days.map((day) => ({ day, ...dayFacts(calendar, day), note: notes.get(day) ?? '' })),
    today: today(deps),
    quietHours: quiet.value,
    version: quiet.version,
    coveredUntil: deps.holidays.coveredUntil,
    timeZone: deps.site.timeZone,
  }
}

function daysOf(month: string): string[] {
  const days: string[] = []
  for (let day = `${month}-01`; day.startsWith(month); day = shiftDay(day, 1)) days.push(day)
  return days
}
