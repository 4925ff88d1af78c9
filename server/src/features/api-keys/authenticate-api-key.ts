import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { ApiKeyCall, ApiScope } from '@desk/shared/api-keys/api-key-schemas'
import { AuthRequiredError, ForbiddenError, TooManyError } from '../../kernel/app-error.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { isInRanges } from '../../kernel/address-ranges.ts'
import { sha256 } from '../../kernel/hash.ts'
import { today } from '../../access/grant-conditions.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import { type ApiKeyRow, findActiveKey, touchKey } from './api-key-queries.ts'

const CALLS_PER_MINUTE = 60

type ApiCall = {
  scope: ApiScope
  route: string
  /** Whole and truncated address of the caller. */
  address: string
  network: string
}
export type ApiScopes = ReadonlySet<ApiScope>

/** Returns the actor of a key's calls in the audit. */
export const actorOfKey = (id: string): string => `key:${id}`

/**
 * Returns a function that authenticates a backend by its API key header. Missing, unknown, expired, stopped and revoked
 * keys fail in the same way. Each call is recorded, since a key can read data of all members. Returns the scopes of the key.
 * Refused calls are counted separately, per network: someone who holds a key but may not use it cannot use up its limit.
 *
 * @throws AuthRequiredError, TooManyError, ForbiddenError when the key lacks the scope or does not allow the address
 */
export function authenticateApiKey(deps: ReadDeps) {
  const perMinute = { limit: CALLS_PER_MINUTE, windowMs: MINUTE_MS }
  const answered = rateWindow(deps.clock, perMinute)
  const refused = rateWindow(deps.clock, perMinute)
  return async (authorization: string | undefined, { scope, route, address, network }: ApiCall): Promise<ApiScopes> => {
    const [, key] = /^bearer +(desk_[A-Za-z0-9]{32})$/i.exec(authorization ?? '') ?? []
    const now = deps.clock.now()
    const found = key === undefined ? null : await findActiveKey(deps.db, sha256(key), { now, day: today(deps) })
    if (!found) throw new AuthRequiredError()
    const refusal = reasonToRefuse(found, scope, address)
    const calls = refusal ? refused : answered
    const caller = refusal ? `${found.id} ${network}` : found.id
    if (calls.isFull(caller)) throw new TooManyError('Too many calls with this key', calls.secondsUntilFree(caller))
    calls.add(caller)
    const record = (action: 'api_keys.read' | 'api_keys.refused', details: object) =>
      recordReadAudit(deps, { userid: actorOfKey(found.id) }, action, route, { scope, network, ...details })
    if (refusal) {
      await record('api_keys.refused', { reason: refusal })
      throw refusal === 'scope' ? new ForbiddenError(scope) : new ForbiddenError('address', address)
    }
    const unusedSince = new Date(now.getTime() - MINUTE_MS)
    if (!found.lastUsedAt || found.lastUsedAt < unusedSince) await touchKey(deps.db, found.id, now, unusedSince)
    await record('api_keys.read', {})
    return new Set(found.scopes as ApiScope[])
  }
}

function reasonToRefuse({ addresses, scopes }: ApiKeyRow, scope: ApiScope, address: string): ApiKeyCall['refusedFor'] {
  if (addresses.length > 0 && !isInRanges(address, addresses)) return 'address'
  return scopes.includes(scope) ? null : 'scope'
}
