import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { listSessions } from './list-sessions.ts'

export const pageLoaders = {
  'my-sessions': (deps, { userid }, { sessionHash: hash }) => listSessions(deps, { userid, hash }),
} satisfies PageLoaders<ReadDeps, 'my-sessions'>
