import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import { getOutbox } from './get-outbox.ts'

export const pageLoaders = {
  'settings-outbox': (deps, actor) => getOutbox(deps, deps.handlers, actor),
} satisfies PageLoaders<ReadDeps & { handlers: JobHandlers }, 'settings-outbox'>
