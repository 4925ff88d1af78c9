import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { daysBetween, shiftDay } from '@desk/shared/kernel/working-calendar'
import { today } from '../../../access/grant-conditions.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import type { CampaignRow } from './campaign-queries.ts'

/** Returns the last day on which a campaign begins as planned: one that is created on its first day may begin the next morning. */
const plannedUntil = ({ site }: DayDeps, { startsOn, createdAt }: CampaignRow): CalendarDay =>
  dayIn(site.timeZone, createdAt) < startsOn ? startsOn : shiftDay(startsOn, 1)

/** Returns the day on which a campaign began, if that is later than planned because the server was down; null otherwise. */
export function lateStartOf(deps: DayDeps, campaign: CampaignRow): CalendarDay | null {
  if (campaign.startedAt === null) return null
  const began = dayIn(deps.site.timeZone, campaign.startedAt)
  // Earlier releases did not move the last day.
  return began > plannedUntil(deps, campaign) && began <= campaign.endsOn ? began : null
}

/**
 * Returns the last day of a campaign that begins today. Whoever is asked has as many days to answer as planned: after an
 * outage, or when its last day is past, the last day moves by the days that were lost.
 */
export function lastDayFrom(deps: DayDeps, campaign: CampaignRow): CalendarDay {
  const { startsOn, endsOn, startedAt } = campaign
  const day = today(deps)
  if (day <= plannedUntil(deps, campaign) && day <= endsOn) return endsOn
  return shiftDay(endsOn, daysBetween(startedAt === null ? startsOn : dayIn(deps.site.timeZone, startedAt), day))
}
