import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getTexts } from './message-templates.ts'

export const pageLoaders = {
  'settings-texts': getTexts,
} satisfies PageLoaders<ReadDeps, 'settings-texts'>
