import type { PageLoaders } from '../../http/page-loader.ts'
import type { Deps } from '../../kernel/deps.ts'
import { getPrivacy } from './get-privacy.ts'
import { getMyDataSummary } from './my-data.ts'

export const pageLoaders = {
  'my-data': getMyDataSummary,
  privacy: getPrivacy,
} satisfies PageLoaders<Deps, 'my-data' | 'privacy'>
