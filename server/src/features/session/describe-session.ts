import { deviceOf } from '@desk/shared/session/parse-user-agent'
import type { SessionView } from '@desk/shared/session/session-schemas'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { nameOfDevice } from './record-other-device.ts'
import type { FirstSignIn, SessionRow } from './session-queries.ts'

/** Days during which a session is marked as the first on a kind of device. */
const NEW_DAYS = 7

/**
 * Returns whether the account was used before, and never from a device of this kind. `signIns`: the first with
 * each User-Agent.
 */
export function isOfNewKind(
  { userAgent, createdAt }: Pick<SessionRow, 'userAgent' | 'createdAt'>,
  signIns: readonly FirstSignIn[],
): boolean {
  const earlier = signIns.filter((signIn) => signIn.createdAt < createdAt)
  return earlier.length > 0 && !earlier.some((signIn) => nameOfDevice(signIn.userAgent) === nameOfDevice(userAgent))
}

/** Returns the session as its owner sees it. `signIns`: the owner's first with each User-Agent. */
export function describeSession(
  row: SessionRow,
  { hash, signIns, now }: { hash: string; signIns: readonly FirstSignIn[]; now: Date },
): SessionView {
  const { ref, tokenHash, userAgent, clientNetwork, createdAt, lastSeenAt, otherAgent, otherSeenAt } = row
  return {
    ref,
    device: deviceOf(userAgent),
    network: clientNetwork,
    firstSeenAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    isCurrent: tokenHash === hash,
    isNew: isOfNewKind(row, signIns) && now.getTime() - createdAt.getTime() < NEW_DAYS * DAY_MS,
    elsewhere:
      otherAgent === null || otherSeenAt === null
        ? null
        : { device: deviceOf(otherAgent), firstSeenAt: otherSeenAt.toISOString() },
  }
}
