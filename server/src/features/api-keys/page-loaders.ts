import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { listApiKeys } from './list-api-keys.ts'

export const pageLoaders = {
  'settings-api-keys': (deps) => listApiKeys(deps, {}),
} satisfies PageLoaders<ReadDeps, 'settings-api-keys'>
