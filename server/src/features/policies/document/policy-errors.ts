import type { PolicyId } from '@desk/shared/kernel/ids'
import { AppError } from '../../../kernel/app-error.ts'

/** Also for what exists but is not the caller's to see. */
export class PolicyNotFoundError extends AppError {
  override readonly name = 'PolicyNotFoundError'
  readonly code = 'policy.not_found'
  constructor() {
    super('No such policy, or not visible')
  }
}

/** Signed too late: another version holds now. `policyId` is the way on. */
export class NewerVersionError extends AppError {
  override readonly name = 'NewerVersionError'
  readonly code = 'policy.newer_version'
  constructor(policyId: PolicyId, label: string) {
    super('A newer version took its place', { details: { policyId, label } })
  }
}

export class NotReadError extends AppError {
  override readonly name = 'NotReadError'
  readonly code = 'policy.not_read'
  constructor(clauses: readonly string[]) {
    super('Not every clause was in view', { details: { clauses } })
  }
}

export class TextDiffersError extends AppError {
  override readonly name = 'TextDiffersError'
  readonly code = 'policy.text_differs'
  constructor() {
    super('What was on screen is not what was published')
  }
}

/** It was opened by another session, or by nobody. */
export class OpenAgainError extends AppError {
  override readonly name = 'OpenAgainError'
  readonly code = 'policy.open_again'
  constructor() {
    super('The policy has to be opened before it is signed')
  }
}

export class NameDiffersError extends AppError {
  override readonly name = 'NameDiffersError'
  readonly code = 'policy.name_differs'
  constructor() {
    super('The typed name is not the signer’s')
  }
}

export class VersionCommandRefusedError extends AppError {
  override readonly name = 'VersionCommandRefusedError'
  readonly code = 'policy.command_refused'
  constructor(state: string, command: string) {
    super(`A version that is ${state} does not accept ${command}`, { details: { state } })
  }
}

/** Nobody approves what he wrote. */
export class OwnVersionError extends AppError {
  override readonly name = 'OwnVersionError'
  readonly code = 'policy.self_approval'
  constructor() {
    super('Nobody approves his own version')
  }
}

export class PolicyChangedError extends AppError {
  override readonly name = 'PolicyChangedError'
  readonly code = 'policy.changed_meanwhile'
  constructor() {
    super('Somebody else changed the policy')
  }
}

export class UrgedLatelyError extends AppError {
  override readonly name = 'UrgedLatelyError'
  readonly code = 'policy.urged_lately'
  constructor() {
    super('Everybody was urged a moment ago')
  }
}

/** What somebody asks about he does not sign at the same time. */
export class QuestionOpenError extends AppError {
  override readonly name = 'QuestionOpenError'
  readonly code = 'policy.question_open'
  constructor() {
    super('A question about it is open')
  }
}

/** `limit` is what such a file may hold. */
export class ExportTooLongError extends AppError {
  override readonly name = 'ExportTooLongError'
  readonly code = 'policy.export_too_long'
  constructor(limit: number) {
    super('More than such a file may hold', { details: { limit } })
  }
}
