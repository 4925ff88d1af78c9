import type { CampaignList } from '@desk/shared/confirmations/confirmation-schemas'
import type { Messages } from '../../locales/messages.ts'

type Days = Pick<CampaignList['items'][number], 'startsOn' | 'endsOn' | 'lateStart'>

/** Returns the days of a campaign, and that they moved because the server was down. */
export const campaignDays = (
  { until, delayed }: Messages['confirmations']['board'],
  { startsOn, endsOn, lateStart }: Days,
): string => (lateStart ? delayed(lateStart, endsOn, startsOn) : until(startsOn, endsOn))
