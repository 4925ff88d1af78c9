import type { OwnActor } from '@desk/shared/identity/actor'
import { deviceOf } from '@desk/shared/identity/parse-user-agent'
import type { SessionList } from '@desk/shared/identity/session-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { IDLE_MS } from './session-limits.ts'
import { listActiveSessions } from './session-queries.ts'

/** A session of the caller. `hash`: hash of its token. */
export type OwnSession = OwnActor & { hash: string }

/** Lists the caller's active sessions, the current one first. */
export async function listSessions(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { userid, hash }: OwnSession,
): Promise<SessionList> {
  const now = clock.now()
  const rows = await listActiveSessions(db, userid, { now, usedSince: new Date(now.getTime() - IDLE_MS) })
  const items = rows.map(
    ({ ref, tokenHash, userAgent, clientNetwork, createdAt, lastSeenAt, otherAgent, otherSeenAt }) => ({
      ref,
      device: deviceOf(userAgent),
      network: clientNetwork,
      firstSeenAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      isCurrent: tokenHash === hash,
      elsewhere:
        otherAgent === null || otherSeenAt === null
          ? null
          : { device: deviceOf(otherAgent), firstSeenAt: otherSeenAt.toISOString() },
    }),
  )
  return { items: items.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent)) }
}
