import type { Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'

/** What a step of a case takes, inside a transaction. */
export type CaseStepDeps = NoticeDeps & Pick<Deps, 'site'>

/** What a command about a case takes. */
export type CaseDeps = CaseStepDeps & Pick<Deps, 'db' | 'holidays' | 'failPoints'>

/** What is done to an account in WeCom takes. */
export type CaseEffectDeps = CaseDeps & Pick<Deps, 'wecom'>
