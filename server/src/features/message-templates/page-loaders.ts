import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { listMessageTemplates } from './message-templates.ts'

export const pageLoaders = {
  'settings-texts': listMessageTemplates,
} satisfies PageLoaders<ReadDeps, 'settings-texts'>
