import type { Deps } from '../../../kernel/deps.ts'
import type { MailingDeps } from '../../notifications/plan-mailing.ts'

/** Dependencies of a command on openings. */
export type AccountDeps = MailingDeps & Pick<Deps, 'db' | 'site' | 'failPoints' | 'emit'>

/** Dependencies of commands and jobs that call WeCom about openings. */
export type AccountEffectDeps = AccountDeps & Pick<Deps, 'wecom' | 'log'>
