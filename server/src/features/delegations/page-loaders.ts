import type { PageLoaders } from '../../http/page-loader.ts'
import type { Deps } from '../../kernel/deps.ts'
import { getDelegations } from './list-delegations.ts'

export const pageLoaders = {
  delegations: getDelegations,
} satisfies PageLoaders<Deps, 'delegations'>
