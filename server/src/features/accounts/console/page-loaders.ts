import { consoleOperationQuery } from '@desk/shared/accounts/console-schemas'
import { type PageLoaders, queryOf } from '../../../http/page-loader.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { listConsoleOperations } from './list-console-operations.ts'

export const pageLoaders = {
  'console-deeds': (deps, actor, { search }) =>
    listConsoleOperations(deps, actor, queryOf(consoleOperationQuery, search)),
} satisfies PageLoaders<ReadDeps & AdoptionDeps, 'console-deeds'>
