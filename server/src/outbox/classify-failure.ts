import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import { WecomHeldBackError, WecomRefusedError, WecomUnreachableError } from '../kernel/app-error.ts'
import { HeldBackError } from './job-deferred-error.ts'

/**
 * What to do about a failed effect. `retry` spends an attempt; `wait` does not (a rate window is nobody's fault);
 * `give_up` would only repeat the same refusal.
 */
export type Failure = {
  action: 'retry' | 'wait' | 'give_up'
  cause: string
  /** When to try again, if what failed knows better than the ladder. */
  until?: Date
}

/** Busy, version conflict, concurrency (doc 90313): a later try may succeed. */
const RETRY_CODES: readonly number[] = [-1, 6000, 45033, 45035, 45036, 301057]
/** Frequency window: same unit as the limit, so a minute at least (doc 90312). */
const RATE_CODES: readonly number[] = [45009]
/** A dead token that came back after a fresh one was fetched; a fresh look later may do. */
const TOKEN_CODES: readonly number[] = [40014, 42001]

export function classifyFailure(error: unknown): Failure {
  if (error instanceof HeldBackError) return { action: 'wait', cause: error.why, until: error.until }
  if (error instanceof WecomUnreachableError) return { action: 'retry', cause: error.reason }
  if (!(error instanceof WecomRefusedError)) return { action: 'retry', cause: 'internal' }
  const cause = String(error.errcode)
  // Not even asked: what it waits for is a window's end or a mended setting.
  if (error instanceof WecomHeldBackError) return { action: 'wait', cause }
  if (RATE_CODES.includes(error.errcode)) return { action: 'wait', cause }
  return { action: [...RETRY_CODES, ...TOKEN_CODES].includes(error.errcode) ? 'retry' : 'give_up', cause }
}

/** Delay before try n+1, in milliseconds. Source: design 5, "back-off ladder 5 s … 10 h". */
export const retryEscalationMs: readonly number[] = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
]

/** WeCom's shortest frequency window (doc 90312). */
export const RATE_WINDOW_MS = MINUTE_MS

/** Milliseconds until the next try after `failures` failures so far, or null when the ladder has ended. */
export const nextDelayMs = (failures: number): number | null => retryEscalationMs[failures] ?? null
