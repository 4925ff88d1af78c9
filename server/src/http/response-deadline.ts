import type { MiddlewareHandler } from 'hono'
import { ANSWER_MS, withTotalTimeout } from '../db/statement-timeout.ts'

/**
 * However many statements an answer takes: when they have waited for this long in all it is an error, and nothing more of it
 * is written. Only a commit that is on its way may still arrive, which is what idempotency keys are for.
 */
export const answerInTime: MiddlewareHandler = (_c, next) => withTotalTimeout(ANSWER_MS, next)
