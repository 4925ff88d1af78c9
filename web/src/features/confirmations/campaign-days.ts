import type { CampaignList } from '@desk/shared/confirmations/confirmation-schemas'
import type { Messages } from '../../locales/messages.ts'

type Days = Pick<CampaignList['items'][number], 'startsOn' | 'endsOn' | 'lateStart'>

/** Returns the days of a campaign, and the planned first day if an outage moved them. `hasYear`: with years, for paper. */
export const campaignDays = (
  { until, delayed }: Messages['confirmations']['board'],
  { startsOn, endsOn, lateStart }: Days,
  hasYear = false,
): string => (lateStart ? delayed(lateStart, endsOn, startsOn, hasYear) : until(startsOn, endsOn, hasYear))
