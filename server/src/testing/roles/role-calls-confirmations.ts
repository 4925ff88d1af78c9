import { createCampaign } from '../../features/confirmations/campaigns/create-campaign.ts'
import { campaignOf } from '../fixtures/confirmation.ts'
import type { RoleCalls } from './role-call.ts'

const path = '/api/settings/confirmations'

/** Commands of the campaigns of data confirmation. */
export const confirmationCalls: RoleCalls = {
  'POST /api/settings/confirmations': async (_kit, { author }) => ({ by: author, path, body: campaignOf() }),
  'POST /api/settings/confirmations/:id/end': async (kit, { author }) => {
    const id = await createCampaign(kit.deps, author, { ...campaignOf(), key: 'campaign-to-end' })
    return { by: author, path: `${path}/${id}/end`, body: {} }
  },
}
