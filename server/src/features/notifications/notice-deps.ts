import type { Deps, RecordDeps } from '../../kernel/deps.ts'
import type { RequestTypeDeps } from '../requests/model/request-type.ts'

/** What owing a message takes, inside a transaction. */
export type NoticeDeps = RecordDeps & Pick<Deps, 'afterRestore' | 'emit'>

/** What sending a card takes. */
export type SendDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'holidays' | 'failPoints' | 'wecom'>

/** What the text of a card about a request takes. */
export type CardDeps = RequestTypeDeps & Pick<Deps, 'db' | 'site'>
