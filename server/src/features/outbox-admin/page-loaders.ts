import { outboxQuery } from '@desk/shared/outbox/outbox-schemas'
import { type PageLoaders, queryOf } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import { getOutbox } from './get-outbox.ts'

export const pageLoaders = {
  'settings-outbox': (deps, actor, { search }) => getOutbox(deps, deps.handlers, actor, queryOf(outboxQuery, search)),
} satisfies PageLoaders<ReadDeps & { handlers: JobHandlers }, 'settings-outbox'>
