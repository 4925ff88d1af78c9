import type { Deps, RecordDeps } from '../../kernel/deps.ts'

/** Dependencies of enqueuing a message inside a transaction. */
export type NoticeDeps = RecordDeps & Pick<Deps, 'afterRestore' | 'emit'>

/** Dependencies of sending a card. */
export type SendDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'holidays' | 'failPoints' | 'wecom'>
