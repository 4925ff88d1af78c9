import { routeLimits } from '@desk/shared/pages/route-limits'
import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { ANSWER_MS, withTotalTimeout } from '../db/statement-timeout.ts'
import { LimitReachedError, StorageFullError } from '../kernel/app-error.ts'
import type { Storage } from '../ports/storage.ts'
import type { PersonLimits } from '../ports/person-limits.ts'
import type { AppEnv } from './app-env.ts'
import { changesState } from './classify-request.ts'
import { routeKeysOf } from './route-rules.ts'

/** Enforces the rate limits per person of the table in `shared`, before any handler runs. */
export const limitPerson = (limits: PersonLimits) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const actor = c.get('actor') as AppEnv['Variables']['actor'] | undefined
    const limit = routeKeysOf(c).flatMap((key) => routeLimits[key] ?? [])[0]
    const waitMs = actor && limit ? await limits.spend(limit, actor.userid) : null
    if (waitMs !== null) {
      c.header('retry-after', String(Math.ceil(waitMs / 1000)))
      throw new LimitReachedError()
    }
    return next()
  })

/**
 * Routes that stay available on a full disk: those that decide, end or take back something, those needed at once for a
 * lost phone or an account in the wrong hands, and the operator's self-check. They write little, into the reserve.
 */
const allowedWhenFull = [
  /\/(decision|undo|withdrawal|cancellation|sign-out|end|end-others|revoke|pause|check\/run)$/,
  /^\/api\/approvals\/batch$/,
  /^\/api\/lost-device\/(reports|cases\/[^/]+\/(?!export$)[^/]+)$/,
  /^\/api\/closings\/[^/]+\/(force|confirmation)$/,
]

/** Refuses writes while disk space is low, before the database runs out of it. @throws StorageFullError */
export const rejectWhenDiskFull = (storage: Storage) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const { path } = c.req
    const isAllowed = !path.startsWith('/api/') || allowedWhenFull.some((allowed) => allowed.test(path))
    if (!changesState(c.req) || isAllowed) return next()
    if ((await storage.status()).isFull) throw new StorageFullError()
    return next()
  })

/** Reads that are let in like writes: of a sign-in that has begun, of files of a page that was let in, and about a lost phone. */
const alwaysLetIn = /^\/(auth|assets|case-help|(api\/)?lost-device)(\/|$)/

/**
 * Limits the total time that a request waits for the database: after it, the request fails and writes no more. Only a
 * commit in progress may still succeed, which idempotency keys handle. While too many wait, a new read fails at once; what
 * somebody has typed, decided or signed is let in.
 */
export const limitDatabaseWait =
  (ms = ANSWER_MS): MiddlewareHandler =>
  ({ req }, next) =>
    withTotalTimeout(ms, next, !changesState(req) && !alwaysLetIn.test(req.path))
