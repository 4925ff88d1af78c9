import { confirmationBoardQuery } from '@desk/shared/confirmations/confirmation-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { type PageLoaders, parameter, queryOf } from '../../http/page-loader.ts'
import { getConfirmation } from './answering/get-confirmation.ts'
import { getConfirmationBoard } from './board/get-board.ts'
import { getCampaigns } from './campaigns/list-campaigns.ts'
import type { CampaignDayDeps } from './model/late-start.ts'

export const pageLoaders = {
  confirmation: (deps, actor, { params }) => getConfirmation(deps, actor, parameter(idSchema('campaign'), params.id)),
  'confirmation-board': (deps, actor, { params, search }) =>
    getConfirmationBoard(deps, actor, {
      id: parameter(idSchema('campaign'), params.id),
      departments: 'first',
      ...queryOf(confirmationBoardQuery, search),
    }),
  'settings-confirmations': getCampaigns,
} satisfies PageLoaders<CampaignDayDeps, 'confirmation' | 'confirmation-board' | 'settings-confirmations'>
