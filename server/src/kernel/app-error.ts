import type { ErrorCode, FieldError } from '@desk/shared/errors'

type Options = ErrorOptions & { details?: Record<string, unknown> }

/** A failure the caller can act on. Anything else that is thrown is a bug, and answers as `internal`. */
export abstract class AppError extends Error {
  abstract readonly code: ErrorCode
  readonly details: Record<string, unknown> | undefined

  constructor(message: string, options: Options = {}) {
    super(message, options)
    this.details = options.details
  }
}

export class AuthRequiredError extends AppError {
  override readonly name = 'AuthRequiredError'
  readonly code = 'auth.required'
  constructor() {
    super('Nobody is signed in')
  }
}

export class ForbiddenError extends AppError {
  override readonly name = 'ForbiddenError'
  readonly code = 'auth.forbidden'
  constructor(action: string) {
    super(`Actor may not ${action}`, { details: { action } })
  }
}

/** Signed in, but WeCom has to say once more who this is. */
export class StepUpRequiredError extends AppError {
  override readonly name = 'StepUpRequiredError'
  readonly code = 'auth.step_up_required'
  constructor() {
    super('A fresh code exchange is needed')
  }
}

export class InvalidInputError extends AppError {
  override readonly name = 'InvalidInputError'
  readonly code = 'input.invalid'
  constructor(message: string, fields: readonly FieldError[] = []) {
    super(message, { details: { fields } })
  }
}

export class TooLargeError extends AppError {
  override readonly name = 'TooLargeError'
  readonly code = 'input.too_large'
}

/** Packed bodies are not unpacked. */
export class EncodedBodyError extends AppError {
  override readonly name = 'EncodedBodyError'
  readonly code = 'input.encoded'
  constructor() {
    super('The body has a content coding')
  }
}

/** There is no room for anything new. */
export class StorageFullError extends AppError {
  override readonly name = 'StorageFullError'
  readonly code = 'storage.full'
  constructor() {
    super('The disk of the database is full')
  }
}

export class TooManyError extends AppError {
  override readonly name = 'TooManyError'
  readonly code = 'input.too_many'
}

/** One person did this as often as others can bear. */
export class LimitReachedError extends AppError {
  override readonly name = 'LimitReachedError'
  readonly code = 'input.limit_reached'
  constructor() {
    super('This person reached the limit of the route')
  }
}

export class NotFoundError extends AppError {
  override readonly name = 'NotFoundError'
  readonly code = 'not_found'
  constructor() {
    super('No such page or route')
  }
}

/** Also thrown for what exists but is not the caller's to see, so that ids cannot be probed. */
export class RequestNotFoundError extends AppError {
  override readonly name = 'RequestNotFoundError'
  readonly code = 'request.not_found'
  constructor() {
    super('No such request, or not visible')
  }
}

/** What became of a request meanwhile: the request as the caller may see it now, and who did it and when. */
export type ConflictInfo = { current: unknown; by: unknown; at: string | null }

export class CommandRefusedError extends AppError {
  override readonly name = 'CommandRefusedError'
  readonly code = 'request.command_refused'
  constructor(state: string, command: string, conflict: ConflictInfo) {
    super(`A request that is ${state} does not accept ${command}`, { details: conflict })
  }
}

export class ChangedMeanwhileError extends AppError {
  override readonly name = 'ChangedMeanwhileError'
  readonly code = 'request.changed_meanwhile'
  constructor(conflict: ConflictInfo) {
    super('The request is not what was on screen', { details: conflict })
  }
}

/** Nobody decides about himself, nor for somebody who may not. */
export class SelfApprovalError extends AppError {
  override readonly name = 'SelfApprovalError'
  readonly code = 'request.self_approval'
  constructor() {
    super('Nobody decides about himself')
  }
}

export class UndoOverError extends AppError {
  override readonly name = 'UndoOverError'
  readonly code = 'request.undo_over'
  constructor(conflict: ConflictInfo) {
    super('The time for second thoughts is over', { details: conflict })
  }
}

export class UrgeTooSoonError extends AppError {
  override readonly name = 'UrgeTooSoonError'
  readonly code = 'request.urge_too_soon'
  constructor(nextAt: Date) {
    super('Urged a moment ago', { details: { nextAt: nextAt.toISOString() } })
  }
}

/** The person named may not decide this request. */
export class NotEligibleError extends AppError {
  override readonly name = 'NotEligibleError'
  readonly code = 'request.not_eligible'
  constructor() {
    super('This person may not decide it')
  }
}

/** Too much hangs on it to be decided from a list or a card. */
export class MustBeOpenedError extends AppError {
  override readonly name = 'MustBeOpenedError'
  readonly code = 'request.must_be_opened'
  constructor() {
    super('This request must be opened to be decided')
  }
}

export class OldValuesChangedError extends AppError {
  override readonly name = 'OldValuesChangedError'
  readonly code = 'request.old_values_changed'
  constructor(form: unknown) {
    super('The directory says something else than the form did', { details: { form } })
  }
}

export class FieldAlreadyOpenError extends AppError {
  override readonly name = 'FieldAlreadyOpenError'
  readonly code = 'request.field_already_open'
  constructor(requestId: string, fields: readonly string[]) {
    super('Another open request already changes this field', { details: { requestId, fields } })
  }
}

/** Nobody holds a role that may decide about this person, not even the management department. */
export class NoDeciderError extends AppError {
  override readonly name = 'NoDeciderError'
  readonly code = 'request.no_decider'
  constructor() {
    super('Nobody can decide this request')
  }
}

export class KeyReusedError extends AppError {
  override readonly name = 'KeyReusedError'
  readonly code = 'idempotency.key_reused'
  constructor() {
    super('The idempotency key was used with another body')
  }
}

export class ForeignOriginError extends AppError {
  override readonly name = 'ForeignOriginError'
  readonly code = 'origin.foreign'
  constructor() {
    super('The request does not come from our own pages')
  }
}

/** Somebody else changed the setting since it was on screen. */
export class SettingsChangedError extends AppError {
  override readonly name = 'SettingsChangedError'
  readonly code = 'settings.changed_meanwhile'
  constructor() {
    super('The setting is not what was on screen')
  }
}

/** WeCom answered with a typed refusal. `errcode` decides what happens next, never `errmsg` (doc 90313). */
export class WecomRefusedError extends AppError {
  override readonly name: string = 'WecomRefusedError'
  readonly code = 'wecom.unavailable'
  readonly errcode: number
  /** The address it saw us come from, where the refusal names one (60020). */
  readonly fromIp: string | null
  constructor(errcode: number, api: string, fromIp: string | null = null) {
    super(`WeCom refused ${api} with ${errcode}`)
    this.errcode = errcode
    this.fromIp = fromIp
  }
}

/** Not asked at all: WeCom refused with this code before, and would until `until`. */
export class WecomHeldBackError extends WecomRefusedError {
  override readonly name = 'WecomHeldBackError'
  readonly until: Date
  constructor(errcode: number, api: string, until: Date) {
    super(errcode, api)
    this.until = until
  }
}

/** No usable answer: time-out, closed connection, HTML, redirect. Whether the call took effect is unknown. */
export class WecomUnreachableError extends AppError {
  override readonly name = 'WecomUnreachableError'
  readonly code = 'wecom.unavailable'
  readonly reason: 'timeout' | 'dropped' | 'bad_answer'
  constructor(reason: 'timeout' | 'dropped' | 'bad_answer', api: string, options: ErrorOptions = {}) {
    super(`No usable answer of WeCom to ${api}: ${reason}`, options)
    this.reason = reason
  }
}

export type LostRefusal =
  | 'last_ops'
  | 'only_ops_self'
  | 'creator'
  | 'daily_limit'
  | 'own_guardian'
  | 'guardians_full'
  | 'same_person'
  | 'still_enabled'
  | 'nobody'

/** A brake on lost-device reports, said with its reason. */
export class LostRefusedError extends AppError {
  override readonly name = 'LostRefusedError'
  readonly code: `lost.${LostRefusal}`
  constructor(reason: LostRefusal) {
    super(`Refused: ${reason}`)
    this.code = `lost.${reason}`
  }
}

/** The case went on since it was on screen. */
export class CaseMovedError extends AppError {
  override readonly name = 'CaseMovedError'
  readonly code = 'request.changed_meanwhile'
  constructor(current: unknown) {
    super('The case is not what was on screen', { details: { current } })
  }
}

export type GroupRefusal =
  | 'not_found'
  | 'command_refused'
  | 'changed_meanwhile'
  | 'daily_limit'
  | 'not_offered'
  | 'too_late'
  | 'not_all_answered'
  | 'asked_lately'
  | 'not_admitted'

/** What cannot be done with a group now, said with its reason. */
export class GroupRefusedError extends AppError {
  override readonly name = 'GroupRefusedError'
  readonly code: `group.${GroupRefusal}`
  constructor(reason: GroupRefusal, details: Record<string, unknown> = {}) {
    super(`Refused: ${reason}`, { details })
    this.code = `group.${reason}`
  }
}
