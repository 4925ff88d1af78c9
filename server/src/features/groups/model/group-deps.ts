import type { Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'

/** Dependencies of a change to a group inside an open transaction. */
export type GroupStepDeps = NoticeDeps & Pick<Deps, 'site' | 'holidays'>

/** Dependencies of a command on a group. */
export type GroupDeps = GroupStepDeps & Pick<Deps, 'db' | 'failPoints'>

/** Dependencies of a change to the group chat in WeCom. */
export type GroupEffectDeps = GroupDeps & Pick<Deps, 'wecom'>
