import type { Deps } from '../../../kernel/deps.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'

/** Dependencies of everything that sends messages about policies. */
export type MessageDeps = SendDeps & Pick<Deps, 'afterRestore' | 'emit'>
