import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../http/app-env.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { batchConcurrent } from '../../kernel/batch-concurrent.ts'
import { sha256 } from '../../kernel/hash.ts'
import { rolesFromGrants } from '../../access/actor-queries.ts'
import { sessionCookie } from './session-cookies.ts'
import { IDLE_MS, TOUCH_EVERY_MS } from './session-limits.ts'
import { isOtherDevice, recordOtherDevice } from './record-other-device.ts'
import { endSession, findSessions, touchSessions } from './session-queries.ts'
import { ACTIVE } from '../../directory/member-drift.ts'

/**
 * Sets `c.var.actor` from the session cookie; without an active session the request stays anonymous. Roles and member
 * status are read for each request, so that a disabled or departed member loses access at the next one.
 */
export function session(deps: ReadDeps) {
  const cookie = sessionCookie(deps.site.publicUrl)
  const findActiveSession = createSessionFinder(deps)
  return createMiddleware<AppEnv>(async (c, next) => {
    const token = cookie.read(c)
    const tokenHash = token === null ? null : sha256(token)
    const active = tokenHash === null ? null : await findActiveSession(tokenHash)
    if (!active && tokenHash !== null) c.set('presentedHash', tokenHash)
    if (active && tokenHash !== null) {
      const userAgent = c.req.header('user-agent') ?? ''
      const isOther = isOtherDevice(active.userAgent, userAgent)
      if (isOther && active.otherSeenAt === null) await recordOtherDevice(deps, { ...active, tokenHash }, userAgent)
      c.set('isOtherDevice', isOther)
      c.set('actor', { kind: 'member', userid: active.userid, ...rolesFromGrants(active.userid, active.grants) })
      c.set('identity', { name: active.name, department: active.department })
      c.set('sessionHash', tokenHash)
      c.set('confirmedAt', active.confirmedAt)
      c.set('roleUsedAt', active.roleUsedAt)
    }
    await next()
  })
}

function createSessionFinder(deps: ReadDeps) {
  const { db, clock } = deps
  // Concurrent requests share one query: all of them have the same key.
  const find = batchConcurrent(async (_key: 'sessions', tokenHashes: readonly string[]) => {
    const now = clock.now()
    const before = (ms: number) => new Date(now.getTime() - ms)
    const found = await findSessions(deps, tokenHashes, { now, usedSince: before(IDLE_MS) })
    const unusedSince = before(TOUCH_EVERY_MS)
    const toTouch = [...found.values()].filter((row) => row.status === ACTIVE && row.lastSeenAt <= unusedSince)
    await touchSessions(
      db,
      toTouch.map(({ tokenHash }) => tokenHash),
      { now, unusedSince },
    )
    return tokenHashes.map((tokenHash) => found.get(tokenHash) ?? null)
  })

  return async (tokenHash: string) => {
    const found = await find('sessions', tokenHash)
    if (found?.status === ACTIVE) return found
    if (found) await endSession(db, tokenHash, clock.now())
    return null
  }
}
