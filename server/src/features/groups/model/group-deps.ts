import type { Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'

/** What a step of a group takes, inside a transaction. */
export type GroupStepDeps = NoticeDeps & Pick<Deps, 'site' | 'holidays'>

/** What a command about a group takes. */
export type GroupDeps = GroupStepDeps & Pick<Deps, 'db' | 'failPoints'>

/** What is done to a group chat in WeCom takes. */
export type GroupEffectDeps = GroupDeps & Pick<Deps, 'wecom'>
