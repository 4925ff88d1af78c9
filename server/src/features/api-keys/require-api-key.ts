import type { ApiScope } from '@desk/shared/settings/api-key-schemas'
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../http/app-env.ts'
import { AuthRequiredError, ForbiddenError, TooManyError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import { sha256 } from '../../kernel/hash.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import { findLiveKey, touchKey } from './api-key-queries.ts'

const MINUTE_MS = 60_000
const CALLS_A_MINUTE = 60

/**
 * Lets the company's backend in by its key. Missing, unknown, expired and revoked keys get one and the same answer; a
 * session counts for nothing here.
 */
export function requireApiKey(deps: Pick<Deps, 'db' | 'clock'>) {
  const calls = rateWindow(deps.clock, { limit: CALLS_A_MINUTE, windowMs: MINUTE_MS })
  return (scope: ApiScope) =>
    createMiddleware<AppEnv>(async (c, next) => {
      const [, key] = /^Bearer (desk_[A-Za-z0-9]{32})$/.exec(c.req.header('authorization') ?? '') ?? []
      const now = deps.clock.now()
      const found = key === undefined ? null : await findLiveKey(deps.db, sha256(key), now)
      if (!found) throw new AuthRequiredError()
      if (calls.isFull(found.id)) throw new TooManyError('Too many calls with this key')
      calls.add(found.id)
      if (!found.scopes.includes(scope)) throw new ForbiddenError(scope)
      const unusedSince = new Date(now.getTime() - MINUTE_MS)
      if (!found.lastUsedAt || found.lastUsedAt < unusedSince) await touchKey(deps.db, found.id, now, unusedSince)
      await next()
    })
}
