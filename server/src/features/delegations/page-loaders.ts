import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getDelegations } from './get-delegations.ts'

export const pageLoaders = {
  delegations: getDelegations,
} satisfies PageLoaders<ReadDeps, 'delegations'>
