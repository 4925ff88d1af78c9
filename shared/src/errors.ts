/** Every failure a client can be told about. A wire contract: append, never rename. */
export type ErrorCode =
  | 'auth.required'
  | 'auth.forbidden'
  | 'input.invalid'
  | 'input.too_large'
  | 'input.too_many'
  | 'not_found'
  | 'request.not_found'
  | 'request.command_refused'
  | 'request.changed_meanwhile'
  | 'request.old_values_changed'
  | 'request.field_already_open'
  | 'request.no_decider'
  | 'idempotency.key_reused'
  | 'origin.foreign'
  | 'wecom.unavailable'
  | 'internal'

/** One bad field: where, and a code (our own dotted one, or zod's issue code). */
export type FieldError = { path: string; code: string }

/** What every refused call answers. `requestId` is what a person quotes to whoever helps. */
export type ErrorBody = { error: { code: ErrorCode; requestId: string; details?: Record<string, unknown> } }
