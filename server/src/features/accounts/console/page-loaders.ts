import { consoleDeedQuery } from '@desk/shared/accounts/console-schemas'
import { type PageLoaders, queryOf } from '../../../http/page-loader.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { listConsoleDeeds } from './list-console-deeds.ts'

export const pageLoaders = {
  'console-deeds': (deps, actor, { search }) => listConsoleDeeds(deps, actor, queryOf(consoleDeedQuery, search)),
} satisfies PageLoaders<ReadDeps & AdoptionDeps, 'console-deeds'>
