import type { Subscriptions } from '../domain-events/domain-events.ts'
import { expediteVerification } from './expedite-verification-queries.ts'

/** What waits to verify something about a member looks as soon as the member was read, or a callback named them. */
export const verificationSubscriptions: Subscriptions = {
  'members.synced': (tx, { members, at }) =>
    expediteVerification(
      tx,
      members.map(({ userid }) => userid),
      at,
    ),
  'members.reported': (tx, { userids, at }) => expediteVerification(tx, userids, at),
}
