import type { PageLoaders } from '../../http/page-loader.ts'
import type { Deps } from '../../kernel/deps.ts'
import { getRoles } from './get-roles.ts'

export const pageLoaders = {
  'settings-roles': (deps, actor) => getRoles(deps, actor, {}),
  'claim-ops': async () => null,
} satisfies PageLoaders<Deps, 'settings-roles' | 'claim-ops'>
