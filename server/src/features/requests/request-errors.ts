import type { RequiredSignature } from '@desk/shared/policies/required-signature'
import { defineError } from '../../kernel/app-error.ts'

/** How a request changed since it was shown: the request as the caller may see it now, who changed it, and when. */
export type ConflictInfo = { current: unknown; by: unknown; at: string | null }

export const CommandRefusedError = defineError(
  'request.command_refused',
  409,
  (state: string, command: string, conflict: ConflictInfo) => ({
    message: `A request that is ${state} does not accept ${command}`,
    details: conflict,
  }),
)

/** Also thrown for a lost-device case, which has no `by` and `at`. */
export const ChangedMeanwhileError = defineError(
  'request.changed_meanwhile',
  409,
  (details: Pick<ConflictInfo, 'current'> & Partial<ConflictInfo>) => ({
    message: 'The request is not what was on screen',
    details,
  }),
)

/** Approvers may not decide requests that concern themselves, nor delegates those of their delegators. */
export const SelfApprovalError = defineError('request.self_approval', 409, 'Approvers may not decide their own request')

export const UndoOverError = defineError('request.undo_over', 409, (conflict: ConflictInfo) => ({
  message: 'The undo window is over',
  details: conflict,
}))

export const ReminderTooSoonError = defineError('request.urge_too_soon', 409, (nextAt: Date) => ({
  message: 'The approvers were reminded too recently',
  details: { nextAt: nextAt.toISOString() },
}))

export const NotEligibleError = defineError('request.not_eligible', 409, 'The person named may not decide this request')

/** Requests that require the full view cannot be decided from a list or a card. */
export const MustBeOpenedError = defineError('request.must_be_opened', 409, 'This request must be opened to be decided')

export const OldValuesChangedError = defineError('request.old_values_changed', 409, (form: unknown) => ({
  message: 'The directory changed since the form was shown',
  details: { form },
}))

export const FieldAlreadyOpenError = defineError(
  'request.field_already_open',
  409,
  (requestId: string, fields: readonly string[]) => ({
    message: 'Another open request already changes this field',
    details: { requestId, fields },
  }),
)

/** No member has a role that may decide about this person, not even in the management department. */
export const NoDeciderError = defineError('request.no_decider', 409, 'No member can decide this request')

/** `details.readFirst` is the policy to sign first. */
export const ReadFirstError = defineError('policy.read_first', 409, (readFirst: RequiredSignature) => ({
  message: 'A policy has to be signed first',
  details: { readFirst },
}))
