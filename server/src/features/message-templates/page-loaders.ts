import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getTexts } from './texts.ts'

export const pageLoaders = {
  'settings-texts': getTexts,
} satisfies PageLoaders<ReadDeps, 'settings-texts'>
