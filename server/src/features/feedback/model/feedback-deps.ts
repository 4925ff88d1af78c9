import type { MemberActor } from '@desk/shared/identity/actor'
import type { Id } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'

/**
 * Creates incidents from feedback that names a person, in the transaction that erases its texts from the feedback.
 */
export type CreateIncidents = (
  tx: Tx,
  report: {
    from: Id<'feedback'>
    movedBy: MemberActor
    at: Date
    /** Userids of the people whom the feedback is about, as stated by the person who moves it. */
    involved: readonly string[]
    statements: readonly { userid: string; text: string; at: Date }[]
  },
) => Promise<void>

/** Dependencies of a step of a problem inside a transaction. */
export type FeedbackStepDeps = NoticeDeps & Pick<Deps, 'site' | 'holidays'>

/** Dependencies of a command. Without `createIncidents` feedback cannot be moved to the incidents, and no page offers it. */
export type FeedbackDeps = FeedbackStepDeps & Pick<Deps, 'db'> & { createIncidents?: CreateIncidents }
