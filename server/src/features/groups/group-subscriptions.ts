import { withChangedStatusOrDepartment } from '../../directory/member-drift.ts'
import type { Subscriptions } from '../../domain-events/domain-events.ts'
import { enqueueGroupDrift } from './model/enqueue-group-drift-queries.ts'

/** Checks the groups of members who moved, left, were locked or returned. */
export const groupSubscriptions: Subscriptions = {
  async 'members.synced'(tx, { members, retired, isFirst, at }) {
    if (!isFirst) await enqueueGroupDrift(tx, [...withChangedStatusOrDepartment(members), ...retired], at)
  },
  'members.left': (tx, { members, at }) => enqueueGroupDrift(tx, withChangedStatusOrDepartment(members), at),
}
