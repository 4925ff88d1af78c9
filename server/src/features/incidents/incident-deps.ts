import type { Deps } from '../../kernel/deps.ts'
import type { NoticeDeps } from '../notifications/notice-deps.ts'
import type { MemberTokens } from './member-token.ts'

/** Dependencies of a step of an incident inside a transaction. */
export type IncidentStepDeps = NoticeDeps & Pick<Deps, 'site' | 'holidays'>

/** Dependencies of a command on an incident. */
export type IncidentDeps = IncidentStepDeps & Pick<Deps, 'db' | 'images' | 'failPoints'>

/** Dependencies of pages and routes of unnamed reports. */
export type TokenDeps = { memberTokens: MemberTokens }
