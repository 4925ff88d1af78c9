import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { ApiScope } from '@desk/shared/settings/api-key-schemas'
import { AuthRequiredError, ForbiddenError, TooManyError } from '../../kernel/app-error.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { sha256 } from '../../kernel/hash.ts'
import { today } from '../../access/grant-conditions.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import { findActiveKey, touchKey } from './api-key-queries.ts'

const CALLS_PER_MINUTE = 60

/**
 * Returns a function that authenticates a backend by its API key header. Missing, unknown, expired, stopped and revoked
 * keys fail in the same way. Each call is recorded, since a key can read data of all members.
 *
 * @throws AuthRequiredError, TooManyError, ForbiddenError when the key lacks the scope
 */
export function authenticateApiKey(deps: ReadDeps) {
  const calls = rateWindow(deps.clock, { limit: CALLS_PER_MINUTE, windowMs: MINUTE_MS })
  return async (authorization: string | undefined, scope: ApiScope, route: string): Promise<void> => {
    const [, key] = /^Bearer (desk_[A-Za-z0-9]{32})$/.exec(authorization ?? '') ?? []
    const now = deps.clock.now()
    const found = key === undefined ? null : await findActiveKey(deps.db, sha256(key), { now, day: today(deps) })
    if (!found) throw new AuthRequiredError()
    if (calls.isFull(found.id)) throw new TooManyError('Too many calls with this key')
    calls.add(found.id)
    if (!found.scopes.includes(scope)) throw new ForbiddenError(scope)
    const unusedSince = new Date(now.getTime() - MINUTE_MS)
    if (!found.lastUsedAt || found.lastUsedAt < unusedSince) await touchKey(deps.db, found.id, now, unusedSince)
    await recordReadAudit(deps, { userid: `key:${found.id}` }, 'api_keys.read', route, { scope })
  }
}
