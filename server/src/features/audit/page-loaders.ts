import type { PageLoaders } from '../../http/page-loader.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { listAudit } from './list-audit.ts'

export const pageLoaders = {
  audit: (deps, actor) => listAudit(deps, actor, {}),
} satisfies PageLoaders<ReadDeps & Pick<Deps, 'ids'>, 'audit'>
