import { rolesQuery } from '@desk/shared/roles/role-schemas'
import { type PageLoaders, queryOf } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getRoles } from './get-roles.ts'

export const pageLoaders = {
  'settings-roles': (deps, actor, { search }) => getRoles(deps, actor, queryOf(rolesQuery, search)),
  'claim-ops': async () => null,
} satisfies PageLoaders<ReadDeps, 'settings-roles' | 'claim-ops'>
