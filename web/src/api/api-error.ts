import type { ErrorCode, FieldError } from '@desk/shared/errors'

export type ApiErrorCode = ErrorCode | 'offline'

/** The error of a failed call. `requestId` identifies it for support. */
export class ApiError extends Error {
  // Only declared: fields would bring helpers for older phones, which every page would load.
  declare readonly code: ApiErrorCode
  declare readonly requestId: string | undefined
  declare readonly details: Readonly<Record<string, unknown>>

  constructor(code: ApiErrorCode, requestId?: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(code, options)
    this.name = 'ApiError'
    this.code = code
    this.requestId = requestId
    this.details = details
  }
}

const isFieldError = (value: unknown): value is FieldError =>
  typeof value === 'object' &&
  value !== null &&
  'path' in value &&
  'code' in value &&
  typeof value.path === 'string' &&
  typeof value.code === 'string'

/** Returns the invalid fields of `input.invalid`; empty for every other error. */
export function fieldErrorsOf(error: unknown): FieldError[] {
  const fields = error instanceof ApiError ? error.details['fields'] : undefined
  return Array.isArray(fields) ? fields.filter(isFieldError) : []
}
