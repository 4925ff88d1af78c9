import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getPrivacy } from './get-privacy.ts'
import { getMyDataSummary } from './my-data.ts'

export const pageLoaders = {
  'my-data': getMyDataSummary,
  privacy: getPrivacy,
} satisfies PageLoaders<ReadDeps, 'my-data' | 'privacy'>
