import type { Subscriptions } from '../domain-events/domain-events.ts'
import { expediteVerification } from './expedite-verification-queries.ts'

/** Makes verification jobs of a member due when the member was read or named by a callback. */
export const verificationSubscriptions: Subscriptions = {
  'members.synced': (tx, { members, at }) =>
    expediteVerification(
      tx,
      members.map(({ userid }) => userid),
      at,
    ),
  'members.reported': (tx, { userids, at }) => expediteVerification(tx, userids, at),
}
