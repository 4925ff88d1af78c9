import type { PageLoaders } from '../../http/page-loader.ts'
import type { Deps } from '../../kernel/deps.ts'
import { getSettingsHub } from './get-settings-hub.ts'

export const pageLoaders = {
  settings: getSettingsHub,
} satisfies PageLoaders<Deps, 'settings'>
