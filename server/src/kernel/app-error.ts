import type { ErrorCode, FieldError } from '@desk/shared/errors'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ImageRefusal } from '../ports/images.ts'

type Failure = ErrorOptions & { message: string; details?: Record<string, unknown> }

/** A failure with a code of the contract. `toAppError` finds the code for all other errors. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly status: ContentfulStatusCode
  readonly details: Record<string, unknown> | undefined

  constructor(code: ErrorCode, status: ContentfulStatusCode, { message, details, ...options }: Failure) {
    super(message, options)
    this.name = code
    this.code = code
    this.status = status
    this.details = details
  }
}

/**
 * Returns the error class of one code of the contract. Errors of a feature are defined in its folder, in a `*-errors.ts`.
 * `failure` is the message for the log, or a function of the constructor's arguments.
 */
export function defineError<Args extends readonly unknown[] = []>(
  code: ErrorCode,
  status: ContentfulStatusCode,
  failure: string | ((...args: Args) => Failure),
) {
  return class extends AppError {
    static readonly codes: readonly string[] = [code]
    constructor(...args: Args) {
      super(code, status, typeof failure === 'string' ? { message: failure } : failure(...args))
    }
  }
}

type ReasonOf<Prefix extends string, Code = ErrorCode> = Code extends `${Prefix}.${infer Reason}` ? Reason : never

/** Returns one error class for all codes with this prefix. The constructor takes the part after the dot. */
export function defineRefusals<Prefix extends string>(
  prefix: Prefix,
  statuses: Record<ReasonOf<Prefix>, ContentfulStatusCode>,
) {
  return class extends AppError {
    static readonly codes: readonly string[] = Object.keys(statuses).map((reason) => `${prefix}.${reason}`)
    constructor(reason: ReasonOf<Prefix>, details?: Record<string, unknown>) {
      const failure = { message: `Refused: ${reason}`, ...(details && { details }) }
      super(`${prefix}.${reason}` as ErrorCode, statuses[reason], failure)
    }
  }
}

export const AuthRequiredError = defineError('auth.required', 401, 'No session')

/** `address`: where an API key was used, if that is why it was refused. */
export const ForbiddenError = defineError('auth.forbidden', 403, (action: string, address?: string) => ({
  message: `Actor may not ${action}`,
  details: { action, ...(address !== undefined && { address }) },
}))

/** The session is valid, but the action requires a recent WeCom authentication. */
export const StepUpRequiredError = defineError('auth.step_up_required', 401, 'A fresh code exchange is needed')

export const InvalidInputError = defineError(
  'input.invalid',
  422,
  (message: string, fields: readonly FieldError[] = []) => ({ message, details: { fields } }),
)

/** Returns the error of one field that is not valid. */
export const invalidField = (path: string, code: string) => new InvalidInputError(`Bad ${path}`, [{ path, code }])

export const TooLargeError = defineError('input.too_large', 413, 'The body is too large')

/** Bodies with a Content-Encoding are refused, not decoded. */
export const EncodedBodyError = defineError('input.encoded', 415, 'The body has a content coding')

export const StorageFullError = defineError('storage.full', 503, 'The disk of the database is full')

/** The request can be repeated later: the server, or its database, is too busy or restarts. */
export const UnavailableError = defineError('unavailable', 503, (message: string) => ({ message }))

export const InternalError = defineError('internal', 500, 'Unexpected error')

/** `retryAfterS`: seconds until a retry succeeds, if known. */
export const TooManyError = defineError('input.too_many', 429, (message: string, retryAfterS?: number) => ({
  message,
  ...(retryAfterS !== undefined && { details: { retryAfterS } }),
}))

/** One person reached a limit of `personLimits`, which several routes may share. */
export const LimitReachedError = defineError('input.limit_reached', 429, 'This person reached the limit of the route')

export const NotFoundError = defineError('not_found', 404, 'No such page or route')

/** A method other than the ones in `Allow`, which the response has. */
export const MethodNotAllowedError = defineError('method.not_allowed', 405, 'API v1 is read-only')

/** Also thrown for a request that exists but is not visible to the caller, so that ids cannot be probed. */
export const RequestNotFoundError = defineError('request.not_found', 404, 'No such request, or not visible')

export const KeyReusedError = defineError(
  'idempotency.key_reused',
  422,
  'The idempotency key was used with another body',
)

export const ForeignOriginError = defineError('origin.foreign', 403, 'The origin of the request is another site')

/** The setting was changed since it was shown. */
export const SettingsChangedError = defineError(
  'settings.changed_meanwhile',
  409,
  'The setting is not what was on screen',
)

/** The type of the file is not accepted, or it cannot be read. `details.reason` states which. */
export const FileRefusedError = defineError(
  'file.refused',
  422,
  (reason: Exclude<ImageRefusal, 'busy'> | 'kind' | 'too_large') => ({
    message: `The file was refused: ${reason}`,
    details: { reason },
  }),
)

/** A call to WeCom failed: see its two subclasses. */
export const WecomError = defineError('wecom.unavailable', 502, (message: string, options: ErrorOptions = {}) => ({
  message,
  ...options,
}))

/** WeCom returned an error code. `errcode` decides what happens next, never `errmsg` (doc 90313). */
export class WecomRefusedError extends WecomError {
  override readonly name: string = 'WecomRefusedError'
  readonly errcode: number
  /** This server's IP address as WeCom sees it, where the refusal contains one (60020). */
  readonly fromIp: string | null
  constructor(errcode: number, api: string, fromIp: string | null = null) {
    super(`WeCom refused ${api} with ${errcode}`)
    this.errcode = errcode
    this.fromIp = fromIp
  }
}

/** The token lacks the right (doc 90313); which of the two codes is returned is not documented. */
export const forbiddenCodes: readonly number[] = [48002, 60011]

/** Returns whether WeCom refused the call with one of these codes. */
export const isRefusal = (error: unknown, codes: readonly number[]): error is WecomRefusedError =>
  error instanceof WecomRefusedError && codes.includes(error.errcode)

/** The server's IP address is not on WeCom's allowlist (doc 90313). */
export const ipNotAllowedCodes: readonly number[] = [60020, 301042]

/** The call was not sent: WeCom refused with this code before, and calls are deferred until `until`. */
export class WecomDeferredError extends WecomRefusedError {
  override readonly name = 'WecomDeferredError'
  readonly until: Date
  constructor(errcode: number, api: string, until: Date) {
    super(errcode, api)
    this.until = until
  }
}

/** No usable response: time-out, closed connection, HTML, redirect. Whether the call took effect is unknown. */
export class WecomUnreachableError extends WecomError {
  override readonly name = 'WecomUnreachableError'
  readonly reason: 'timeout' | 'dropped' | 'bad_answer'
  constructor(reason: 'timeout' | 'dropped' | 'bad_answer', api: string, options: ErrorOptions = {}) {
    super(`No usable response from WeCom to ${api}: ${reason}`, options)
    this.reason = reason
  }
}
