import { defineError } from '../../kernel/app-error.ts'

/** The job runs again or is done: another ops member acted first. */
export const NotDeadError = defineError('outbox.not_dead', 409, 'This job is no longer a dead letter')

/** Ops confirm a manual change, but WeCom returns another value. */
export const DifferentValueError = defineError('outbox.not_so', 409, 'The value read back is not the requested one')
