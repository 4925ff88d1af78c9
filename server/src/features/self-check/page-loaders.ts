import type { PageLoaders } from '../../http/page-loader.ts'
import type { Deps } from '../../kernel/deps.ts'
import { getSelfCheck } from './run-self-check.ts'

export const pageLoaders = {
  'settings-check': getSelfCheck,
} satisfies PageLoaders<Deps, 'settings-check'>
