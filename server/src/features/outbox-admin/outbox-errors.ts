import { defineError } from '../../kernel/app-error.ts'

/** The job runs again, is done, or has a pending duplicate: another ops member or a later event came first. */
export const NotDeadError = defineError('outbox.not_dead', 409, 'This job is no longer a dead letter')

/** Ops confirm a manual change, but WeCom returns another value, or jobs of this topic cannot be closed manually. */
export const DifferentValueError = defineError('outbox.not_so', 409, 'The value read back is not the requested one')
