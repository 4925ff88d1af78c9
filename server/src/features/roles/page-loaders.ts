import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getRoles } from './get-roles.ts'

export const pageLoaders = {
  'settings-roles': (deps, actor) => getRoles(deps, actor, {}),
  'claim-ops': async () => null,
} satisfies PageLoaders<ReadDeps, 'settings-roles' | 'claim-ops'>
