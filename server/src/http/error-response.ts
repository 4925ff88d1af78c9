import type { ErrorBody } from '@desk/shared/errors'
import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { isDatabaseUnavailable, isLostRace, isStorageFull } from '../db/errors.ts'
import {
  AppError,
  InternalError,
  InvalidInputError,
  StorageFullError,
  TooLargeError,
  UnavailableError,
} from '../kernel/app-error.ts'
import type { Log } from '../ports/log.ts'
import type { AppEnv } from './app-env.ts'
import { boundedMethod, matchedRoute } from './matched-route.ts'

/** Returns the error that determines the code and the status of the response. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  // Hono throws its own 4xx, e.g. for a body that is not JSON.
  if (error instanceof HTTPException && error.status < 500)
    return error.status === 413 ? new TooLargeError() : new InvalidInputError(error.message)
  // The client closed the connection, or the body took too long: no client receives the response.
  if (isAborted(error)) return new InvalidInputError(error.message)
  if (isStorageFull(error)) return new StorageFullError()
  if (isDatabaseUnavailable(error) || isLostRace(error)) return new UnavailableError('The database is busy or restarts')
  return new InternalError()
}

/** Seconds until a retry makes sense: a database restarts faster than disk space is freed. */
const retryAfterS: Partial<Record<string, string>> = { 'storage.full': '60', unavailable: '5' }

/** Sets Retry-After where a retry may succeed. */
export function setRetryAfter(c: Context, { code, details }: AppError): void {
  const seconds = details?.['retryAfterS'] ?? retryAfterS[code]
  if (seconds !== undefined) c.header('Retry-After', String(seconds))
}

const isAborted = (error: unknown): error is Error =>
  error instanceof Error && error.message === 'aborted' && (error as NodeJS.ErrnoException).code === 'ECONNRESET'

/**
 * Logs a failed request with its code, status, route and cause. An expected refusal has no stack; a full disk or an
 * unavailable WeCom is a warning, since it is not a fault in the code.
 */
export function logFailure(log: Log, c: Context<AppEnv>, error: unknown, message: string): void {
  const { code, status } = toAppError(error)
  const level = status < 500 ? 'info' : code === 'internal' ? 'error' : 'warn'
  const cause = status < 500 ? { reason: (error as Error).message } : { err: error }
  const { requestId } = c.var
  log[level]({ code, status, method: boundedMethod(c), route: matchedRoute(c), requestId, ...cause }, message)
}

/** Turns a thrown error into the JSON response. Messages stay in the log; only codes and details are sent. */
export const errorResponse =
  (log: Log): ErrorHandler<AppEnv> =>
  (error, c) => {
    const { requestId } = c.var
    const failure = toAppError(error)
    const { code, status } = failure
    logFailure(log, c, error, 'request failed')
    const details = error instanceof AppError ? error.details : undefined
    const body: ErrorBody = { error: { code, requestId, ...(details ? { details } : {}) } }
    setRetryAfter(c, failure)
    return c.json(body, status)
  }
