import { withChangedStatusOrDepartment } from '../../directory/member-drift.ts'
import type { Subscriptions } from '../../domain-events/domain-events.ts'
import {
  enqueueRerouting,
  enqueueReroutingOfConcerned,
  enqueueReroutingUnder,
} from './commands/enqueue-rerouting-queries.ts'

/** Reroutes the requests whose approvers, applicants or subjects an event concerns. */
export const requestSubscriptions: Subscriptions = {
  async 'members.synced'(tx, { members, retired, isFirst, at }) {
    if (!isFirst) await enqueueReroutingOfConcerned(tx, [...withChangedStatusOrDepartment(members), ...retired], at)
  },
  'members.left': (tx, { members, at }) => enqueueReroutingOfConcerned(tx, withChangedStatusOrDepartment(members), at),
  'departments.moved': (tx, { departments, at }) =>
    enqueueReroutingUnder(
      tx,
      departments.flatMap(({ id, isNew }) => (isNew ? [] : [id])),
      at,
    ),
  async 'roles.changed'(tx, { userids, at }) {
    for (const runAt of at) await enqueueRerouting(tx, userids, runAt)
  },
  async 'delegations.changed'(tx, { principal, changes }) {
    for (const { at } of changes) await enqueueRerouting(tx, [principal], at)
  },
  'account.locked': (tx, { userid, at }) => enqueueReroutingOfConcerned(tx, [userid], at),
  'account.unlocked': (tx, { userid, at }) => enqueueReroutingOfConcerned(tx, [userid], at),
}
