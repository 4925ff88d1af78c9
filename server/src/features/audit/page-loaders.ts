import type { PageLoaders } from '../../http/page-loader.ts'
import type { Deps } from '../../kernel/deps.ts'
import { listAudit } from './list-audit.ts'

export const pageLoaders = {
  audit: (deps, actor) => listAudit(deps, actor, {}),
} satisfies PageLoaders<Deps, 'audit'>
