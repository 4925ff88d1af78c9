import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getSelfCheck } from './get-self-check.ts'

export const pageLoaders = {
  'settings-check': getSelfCheck,
} satisfies PageLoaders<ReadDeps, 'settings-check'>
