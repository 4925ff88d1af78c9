import { deviceOf } from '@desk/shared/session/parse-user-agent'
import type { SessionView } from '@desk/shared/session/session-schemas'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { nameOfDevice } from './record-other-device.ts'
import type { SessionRow } from './session-queries.ts'

/** Days after its first sign-in during which a kind of device counts as new. */
const NEW_DAYS = 7

type SignIn = Pick<SessionRow, 'userAgent' | 'createdAt'>

/**
 * Returns whether the account was used before, and never from a device of this kind. `allSessions`: the stored sessions,
 * also those that ended.
 */
export function isOfNewKind({ userAgent, createdAt }: SignIn, allSessions: readonly SignIn[]): boolean {
  const earlier = allSessions.filter((signIn) => signIn.createdAt < createdAt)
  return earlier.length > 0 && !earlier.some((signIn) => nameOfDevice(signIn.userAgent) === nameOfDevice(userAgent))
}

/** Returns the session as its owner sees it. `allSessions`: the owner's stored sessions, also those that ended. */
export function describeSession(
  row: SessionRow,
  { hash, allSessions, now }: { hash: string; allSessions: readonly SessionRow[]; now: Date },
): SessionView {
  const { ref, tokenHash, userAgent, clientNetwork, createdAt, lastSeenAt, otherAgent, otherSeenAt } = row
  return {
    ref,
    device: deviceOf(userAgent),
    network: clientNetwork,
    firstSeenAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    isCurrent: tokenHash === hash,
    isNew: isOfNewKind(row, allSessions) && now.getTime() - createdAt.getTime() < NEW_DAYS * DAY_MS,
    elsewhere:
      otherAgent === null || otherSeenAt === null
        ? null
        : { device: deviceOf(otherAgent), firstSeenAt: otherSeenAt.toISOString() },
  }
}
