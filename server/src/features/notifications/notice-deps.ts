import type { Deps, RecordDeps } from '../../kernel/deps.ts'

/** What enqueuing a message needs, inside a transaction. */
export type NoticeDeps = RecordDeps & Pick<Deps, 'afterRestore' | 'emit'>

/** What sending a card needs. */
export type SendDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'holidays' | 'failPoints' | 'wecom'>
