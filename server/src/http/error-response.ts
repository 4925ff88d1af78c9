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

/** Returns the error that decides code and status of the response. */
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

/** Turns a thrown error into the JSON response. Messages stay in the log; only codes and details are sent. */
export const errorResponse =
  (log: Log): ErrorHandler<AppEnv> =>
  (error, c) => {
    const { requestId } = c.var
    const failure = toAppError(error)
    const { code, status } = failure
    log[code === 'internal' ? 'error' : 'info']({ err: error, code, requestId }, 'request failed')
    const details = error instanceof AppError ? error.details : undefined
    const body: ErrorBody = { error: { code, requestId, ...(details ? { details } : {}) } }
    setRetryAfter(c, failure)
    return c.json(body, status)
  }
