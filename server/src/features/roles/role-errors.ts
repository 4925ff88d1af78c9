import type { GrantRole } from '@desk/shared/roles/role-names'
import { defineError } from '../../kernel/app-error.ts'

/** Wrong, used and expired codes get one response, so that guessing reveals nothing. */
export const ClaimRefusedError = defineError('auth.claim_refused', 403, 'The code is not valid')

export const OpsLeadOnlyError = defineError('role.not_yours', 403, (role: GrantRole) => ({
  message: `Only the ops lead grants and ends ${role}`,
  details: { role },
}))

export const OwnAuditorError = defineError('role.own_auditor', 403, 'The ops lead may not grant themselves auditor')

/** The setting that separates duties is on: operations and audit may not be held by one person. */
export const SeparationOfDutiesError = defineError('role.duties_mixed', 409, (conflictingRole: GrantRole) => ({
  message: 'Nobody may hold an auditing and an operating role together',
  details: { held: conflictingRole },
}))

export const LastHolderError = defineError('role.last_holder', 409, (role: GrantRole) => ({
  message: `This is the last holder of ${role}`,
  details: { role },
}))

export const AlreadyGrantedError = defineError('role.already_granted', 409, (id: string) => ({
  message: 'This person already has the role',
  details: { id },
}))
