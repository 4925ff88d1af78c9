import type { Deps } from '../../../kernel/deps.ts'
import type { MailingDeps } from '../../notifications/plan-mailing.ts'
import type { RequestDeps } from '../../requests/model/request-deps.ts'

/** Dependencies of a step inside a transaction. */
export type ClosingStepDeps = MailingDeps & Pick<Deps, 'site' | 'emit'>

/** Dependencies of a command. */
export type ClosingDeps = ClosingStepDeps & RequestDeps

/** Dependencies of a change to the account in WeCom. */
export type ClosingEffectDeps = ClosingDeps & Pick<Deps, 'wecom'>
