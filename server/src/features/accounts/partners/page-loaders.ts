import { partnerQuery } from '@desk/shared/accounts/partner-schemas'
import { useridSchema } from '@desk/shared/kernel/ids'
import { type PageLoaders, parameter, queryOf } from '../../../http/page-loader.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { getPartner, listPartners } from './list-partners.ts'

export const pageLoaders = {
  'settings-partners': (deps, actor, { search }) => listPartners(deps, actor, queryOf(partnerQuery, search)),
  partner: async (deps, actor, { params }) => getPartner(deps, actor, parameter(useridSchema, params.userid)),
} satisfies PageLoaders<ReadDeps, 'settings-partners' | 'partner'>
