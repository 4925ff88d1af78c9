import type { MiddlewareHandler } from 'hono'
import { ANSWER_MS, withTotalTimeout } from '../db/statement-timeout.ts'

/**
 * Limits the total time that a request waits for the database: after it, the request fails and writes no more. Only a
 * commit in progress may still succeed, which idempotency keys handle.
 */
export const limitDatabaseWait: MiddlewareHandler = (_c, next) => withTotalTimeout(ANSWER_MS, next)
