import { useridSchema } from '@desk/shared/kernel/ids'
import { type PageLoaders, parameter } from '../../../http/page-loader.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { getPartner, listPartners } from './list-partners.ts'

export const pageLoaders = {
  'settings-partners': listPartners,
  partner: async (deps, actor, { params }) => getPartner(deps, actor, parameter(useridSchema, params.userid)),
} satisfies PageLoaders<ReadDeps, 'settings-partners' | 'partner'>
