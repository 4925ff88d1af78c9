import type { GrantRole } from '@desk/shared/settings/role-names'
import { AppError } from '../../kernel/app-error.ts'

/** Wrong, used and old are one answer, so that guessing teaches nothing. */
export class ClaimRefusedError extends AppError {
  override readonly name = 'ClaimRefusedError'
  readonly code = 'auth.claim_refused'
  constructor() {
    super('The code makes nobody ops')
  }
}

export class RoleNotYoursError extends AppError {
  override readonly name = 'RoleNotYoursError'
  readonly code = 'role.not_yours'
  constructor(role: GrantRole) {
    super(`Only the ops lead grants and ends ${role}`, { details: { role } })
  }
}

export class OwnAuditorError extends AppError {
  override readonly name = 'OwnAuditorError'
  readonly code = 'role.own_auditor'
  constructor() {
    super('Nobody makes himself auditor')
  }
}

/** The company keeps those who act and those who check apart. */
export class DutiesMixedError extends AppError {
  override readonly name = 'DutiesMixedError'
  readonly code = 'role.duties_mixed'
  constructor(held: GrantRole) {
    super('Audit and operations are kept apart', { details: { held } })
  }
}

export class LastHolderError extends AppError {
  override readonly name = 'LastHolderError'
  readonly code = 'role.last_holder'
  constructor(role: GrantRole) {
    super(`Nobody else holds ${role}`, { details: { role } })
  }
}

export class AlreadyGrantedError extends AppError {
  override readonly name = 'AlreadyGrantedError'
  readonly code = 'role.already_granted'
  constructor(id: string) {
    super('This person holds the role already', { details: { id } })
  }
}
