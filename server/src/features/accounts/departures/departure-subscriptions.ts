import type { Subscriptions } from '../../../domain-events/domain-events.ts'
import { endReportsOf } from './departure-queries.ts'

/** Ends the reports on members who are gone from WeCom. */
export const departureSubscriptions: Subscriptions = {
  'members.left': (tx, { members, at }) =>
    endReportsOf(
      tx,
      members.map(({ userid }) => userid),
      at,
    ),
}
