import type { Subscriptions } from '../domain-events/domain-events.ts'
import { type EndReason, endSessionsOf } from './end-sessions.ts'

const ACTIVE = 1
const DISABLED = 2
const LEFT = 5

const reasonOf = (status: number): EndReason =>
  status === LEFT ? 'left' : status === DISABLED ? 'disabled' : 'not_active'

/** Ends the sessions of members who are no longer active. */
export const sessionSubscriptions: Subscriptions = {
  async 'members.synced'(tx, { members, at }) {
    for (const { userid, now } of members)
      if (now.status !== ACTIVE) await endSessionsOf(tx, userid, reasonOf(now.status), at)
  },
  async 'members.left'(tx, { members, at }) {
    for (const { userid } of members) await endSessionsOf(tx, userid, 'left', at)
  },
}
