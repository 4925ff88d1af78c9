import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../http/app-env.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { batchConcurrent } from '../../kernel/batch-concurrent.ts'
import { sha256 } from '../../kernel/hash.ts'
import { heldBy } from '../../access/actor-queries.ts'
import { sessionCookie } from './session-cookies.ts'
import { IDLE_MS, TOUCH_EVERY_MS } from './session-limits.ts'
import { isOtherDevice, noteOtherDevice } from './note-other-device.ts'
import { endSession, findSessions, touchSessions } from './session-queries.ts'

const ACTIVE = 1

/**
 * Turns the cookie into `c.var.actor`, or leaves the request with nobody. Roles and the member's status are read anew:
 * whoever was disabled or has left is out at the next request.
 */
export function session(deps: ReadDeps) {
  const cookie = sessionCookie(deps.site.publicUrl)
  const liveSession = sessionFinder(deps)
  return createMiddleware<AppEnv>(async (c, next) => {
    const token = cookie.read(c)
    const tokenHash = token === null ? null : sha256(token)
    const live = tokenHash === null ? null : await liveSession(tokenHash)
    if (!live && tokenHash !== null) c.set('presentedHash', tokenHash)
    if (live && tokenHash !== null) {
      const userAgent = c.req.header('user-agent') ?? ''
      const isElsewhere = isOtherDevice(live.userAgent, userAgent)
      if (isElsewhere && live.otherSeenAt === null) await noteOtherDevice(deps, { ...live, tokenHash }, userAgent)
      c.set('isElsewhere', isElsewhere)
      c.set('actor', { kind: 'member', userid: live.userid, ...heldBy(live.userid, live.grants) })
      c.set('sessionHash', tokenHash)
      c.set('confirmedAt', live.confirmedAt)
      c.set('roleUsedAt', live.roleUsedAt)
    }
    await next()
  })
}

function sessionFinder(deps: ReadDeps) {
  const { db, clock } = deps
  // What every request asks is asked once for all that come at the same time.
  const find = batchConcurrent(async (_all: 'sessions', tokenHashes: readonly string[]) => {
    const now = clock.now()
    const before = (ms: number) => new Date(now.getTime() - ms)
    const found = await findSessions(deps, tokenHashes, { now, usedSince: before(IDLE_MS) })
    const unusedSince = before(TOUCH_EVERY_MS)
    const rested = [...found.values()].filter((one) => one.status === ACTIVE && one.lastSeenAt <= unusedSince)
    await touchSessions(
      db,
      rested.map(({ tokenHash }) => tokenHash),
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
