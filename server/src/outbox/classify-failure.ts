import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import { wrongSecretCauses } from '@desk/shared/outbox/setting-causes'
import {
  ipNotAllowedCodes,
  isRefusal,
  WecomDeferredError,
  WecomRefusedError,
  WecomUnreachableError,
} from '../kernel/app-error.ts'
import { JobDeferredError } from './job-deferred-error.ts'
import { JobRetryError } from './job-retry-error.ts'

/**
 * How to handle a failed job. `retry` counts an attempt; `wait` does not (a rate limit is not a failure of the job);
 * `give_up`: a retry would be refused again.
 */
export type Failure = {
  action: 'retry' | 'wait' | 'give_up'
  cause: string
  /** When to try again, where the failure states it; otherwise by the backoff. */
  until?: Date
}

/** Busy, version conflict, concurrency (doc 90313): a later attempt may succeed. */
const RETRY_CODES: readonly number[] = [-1, 6000, 45033, 45035, 45036, 301057]
/** Rate limit: its window is the unit of the limit, at least a minute (doc 90312). */
const RATE_CODES: readonly number[] = [45009]
/** Causes of jobs that WeCom did not answer, or answered as busy. */
export const unansweredCauses: readonly string[] = ['timeout', 'dropped', '-1']
/** An expired token although a new one was fetched; a later fetch may succeed. */
const TOKEN_CODES: readonly number[] = [40014, 42001]

/** Returns whether a refusal of WeCom is temporary: the same call may succeed later. */
export const isTemporaryRefusal = (errcode: number): boolean =>
  [...RETRY_CODES, ...RATE_CODES, ...TOKEN_CODES].includes(errcode)

/** Returns what follows a failed attempt of a job. An error that is not known here is retried: it may be a bug. */
export function classifyFailure(error: unknown): Failure {
  if (error instanceof JobDeferredError) return { action: 'wait', cause: error.why, until: error.until }
  if (error instanceof JobRetryError) return { action: 'retry', cause: error.why }
  if (error instanceof WecomUnreachableError) return { action: 'retry', cause: error.reason }
  if (!(error instanceof WecomRefusedError)) return { action: 'retry', cause: 'internal' }
  const cause = String(error.errcode)
  // The call was not sent: it waits for the end of a window or for a corrected setting.
  if (error instanceof WecomDeferredError) return { action: 'wait', cause }
  if (RATE_CODES.includes(error.errcode)) return { action: 'wait', cause }
  return { action: isTemporaryRefusal(error.errcode) ? 'retry' : 'give_up', cause }
}

/**
 * Returns whether people have to act: WeCom would refuse a retry too, or refuses the secret, which they correct. For handlers
 * that ask people to make the change in the console, where waiting would leave it undone for hours.
 */
export const needsPeople = (error: unknown): error is WecomRefusedError =>
  error instanceof WecomRefusedError &&
  (classifyFailure(error).action === 'give_up' || wrongSecretCauses.includes(String(error.errcode)))

/**
 * Returns what follows a failed attempt of a job that no handler settled. An address that WeCom does not trust is corrected
 * in its console, and then the same call succeeds: the job waits. A handler that can ask people to act in the console uses
 * `needsPeople` instead.
 */
export function classifyJobFailure(error: unknown): Failure {
  const failure = classifyFailure(error)
  return isRefusal(error, ipNotAllowedCodes) ? { ...failure, action: 'wait' } : failure
}

/** Delay after attempt n, in milliseconds: from 5 seconds to 10 hours. */
export const retryDelaysMs: readonly number[] = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
]

/** WeCom's shortest rate-limit window (doc 90312). */
export const RATE_WINDOW_MS = MINUTE_MS

/** Returns the milliseconds until the next attempt after `failures` failures, or null when no attempt is left. */
export const nextDelayMs = (failures: number): number | null => retryDelaysMs[failures] ?? null
