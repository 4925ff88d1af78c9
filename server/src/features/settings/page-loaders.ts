import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getSettingsHub } from './get-settings-hub.ts'

export const pageLoaders = {
  settings: getSettingsHub,
} satisfies PageLoaders<ReadDeps, 'settings'>
