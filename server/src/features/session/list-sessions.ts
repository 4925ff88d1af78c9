import type { OwnActor } from '@desk/shared/identity/actor'
import type { SessionList } from '@desk/shared/session/session-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { describeSession } from './describe-session.ts'
import { IDLE_MS } from './session-limits.ts'
import { listActiveSessions, listFirstSignIns } from './session-queries.ts'

/** A session of the caller. `hash`: hash of its token. */
export type OwnSession = OwnActor & { hash: string }

/** Lists the caller's active sessions, the current one first. */
export async function listSessions(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { userid, hash }: OwnSession,
): Promise<SessionList> {
  const now = clock.now()
  const rows = await listActiveSessions(db, userid, { now, usedSince: new Date(now.getTime() - IDLE_MS) })
  const signIns = await listFirstSignIns(db, userid)
  const items = rows.map((row) => describeSession(row, { hash, signIns, now }))
  return { items: items.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent)) }
}
