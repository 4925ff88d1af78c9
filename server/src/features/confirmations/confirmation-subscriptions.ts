import type { MemberChange, Subscriptions } from '../../domain-events/domain-events.ts'
import { markAllCountsStale, markCountsStale } from './counting/recount-queries.ts'
import { listDepartmentsOf } from './counting/department-queries.ts'

/** Marks counts as stale after changes of the directory and of accounts. */
export const confirmationSubscriptions: Subscriptions = {
  async 'members.synced'(tx, { members, isFirst }) {
    if (!isFirst) await markCountsStale(tx, departmentsOf(members))
  },
  'members.left': (tx, { members }) => markCountsStale(tx, departmentsOf(members)),
  'directory.filled': (tx) => markAllCountsStale(tx),
  'departments.moved': async (tx, { departments, isFirst }) => {
    if (!isFirst && departments.some(({ isNew }) => !isNew)) await markAllCountsStale(tx)
  },
  'account.locked': async (tx, { userid }) => markCountsStale(tx, await listDepartmentsOf(tx, userid)),
  'account.unlocked': async (tx, { userid }) => markCountsStale(tx, await listDepartmentsOf(tx, userid)),
}

/** Lists where members were and are counted. Every change counts: a new position voids a confirmation. */
const departmentsOf = (members: readonly MemberChange[]): (number | null)[] =>
  members
    .filter(({ drift }) => drift.length > 0)
    .flatMap(({ before, now }) => (before ? [before.mainDepartmentId, now.mainDepartmentId] : [now.mainDepartmentId]))
