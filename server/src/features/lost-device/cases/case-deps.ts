import type { Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'

/** Dependencies of a step of a case inside a transaction. */
export type CaseStepDeps = NoticeDeps & Pick<Deps, 'site'>

/** Dependencies of a command on a case. */
export type CaseDeps = CaseStepDeps & Pick<Deps, 'db' | 'holidays' | 'failPoints'>

/** Dependencies of a change to the account in WeCom. */
export type CaseEffectDeps = CaseDeps & Pick<Deps, 'wecom'>
