import { defineError } from '../../kernel/app-error.ts'

export const NotAnApproverError = defineError(
  'delegation.nothing_to_hand_over',
  409,
  'This person is not an approver and cannot delegate',
)

export const DelegationOverlapsError = defineError('delegation.overlaps', 409, (id: string) => ({
  message: 'Another delegation covers these days',
  details: { id },
}))

/** Also thrown for a delegation of other people, and for one that has ended or was revoked. */
export const DelegationNotFoundError = defineError(
  'delegation.not_found',
  404,
  'No such delegation, not visible, or already over',
)
