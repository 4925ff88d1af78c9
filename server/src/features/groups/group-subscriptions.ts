import { membersThatMoved } from '../../directory/member-drift.ts'
import type { Subscriptions } from '../../domain-events/domain-events.ts'
import { enqueueGroupDrift } from './model/enqueue-group-drift-queries.ts'

/** Groups in which somebody moved, left, was locked or came back are looked at. */
export const groupSubscriptions: Subscriptions = {
  async 'members.synced'(tx, { members, retired, isFirst, at }) {
    if (!isFirst) await enqueueGroupDrift(tx, [...membersThatMoved(members), ...retired], at)
  },
  'members.left': (tx, { members, at }) => enqueueGroupDrift(tx, membersThatMoved(members), at),
}
