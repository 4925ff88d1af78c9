import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { listActivity } from './list-activity.ts'

export const pageLoaders = {
  'my-activity': (deps, { userid }, { sessionHash }) => listActivity(deps, { userid, hash: sessionHash }, {}),
} satisfies PageLoaders<ReadDeps, 'my-activity'>
