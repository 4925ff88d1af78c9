import type { Subscriptions } from '../../../domain-events/domain-events.ts'
import { endReportsOf } from './departure-queries.ts'

/** A reported member who is gone from WeCom needs no further work. */
export const departureSubscriptions: Subscriptions = {
  'members.left': (tx, { members, at }) =>
    endReportsOf(
      tx,
      members.map(({ userid }) => userid),
      at,
    ),
}
