import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getCustody } from './confirm-custody.ts'

export const pageLoaders = {
  custody: (deps, actor, { language }) => getCustody(deps, actor, language),
} satisfies PageLoaders<ReadDeps, 'custody'>
