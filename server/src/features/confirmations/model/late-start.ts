import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { daysBetween, instantOf, nextTimeOutsideQuietHours, shiftDay } from '@desk/shared/kernel/working-calendar'
import { today } from '../../../access/grant-conditions.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import type { CampaignRow } from './campaign-queries.ts'

/** Dependencies for the days of a campaign: nobody is asked on days off. */
export type CampaignDayDeps = ReadDeps & Pick<Deps, 'holidays'>

/**
 * Returns the last day on which a campaign begins as planned: its first day, or the working day after days off. One that is
 * created on its first day may begin the next morning.
 */
async function plannedUntil(deps: CampaignDayDeps, { startsOn, createdAt }: CampaignRow): Promise<CalendarDay> {
  const { timeZone } = deps.site
  const first = dayIn(timeZone, createdAt) < startsOn ? startsOn : shiftDay(startsOn, 1)
  return dayIn(timeZone, nextTimeOutsideQuietHours(await loadCalendar(deps), instantOf(timeZone, first, 0)))
}

/** Returns the day on which a campaign began, if that is later than planned because the server was down; null otherwise. */
export async function lateStartOf(deps: CampaignDayDeps, campaign: CampaignRow): Promise<CalendarDay | null> {
  const { startsOn, endsOn, startedAt } = campaign
  if (startedAt === null) return null
  const began = dayIn(deps.site.timeZone, startedAt)
  // Earlier releases did not move the last day.
  if (began <= startsOn || began > endsOn) return null
  return began > (await plannedUntil(deps, campaign)) ? began : null
}

/**
 * Returns the last day of a campaign that begins today. Whoever is asked has as many days to answer as planned: after an
 * outage, or when its last day is past, the last day moves by the days that were lost.
 */
export async function lastDayFrom(deps: CampaignDayDeps, campaign: CampaignRow): Promise<CalendarDay> {
  const { startsOn, endsOn, startedAt } = campaign
  const day = today(deps)
  if (day <= endsOn && day <= (await plannedUntil(deps, campaign))) return endsOn
  const began = startedAt === null ? startsOn : dayIn(deps.site.timeZone, startedAt)
  // Earlier releases could begin a campaign after its last day: moved by the days since then, the last day would still be past.
  return shiftDay(endsOn, daysBetween(began > endsOn ? startsOn : began, day))
}
