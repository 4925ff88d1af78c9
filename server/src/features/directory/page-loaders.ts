import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getDirectoryHealth } from './get-directory-health.ts'

export const pageLoaders = {
  'settings-directory': getDirectoryHealth,
} satisfies PageLoaders<ReadDeps, 'settings-directory'>
