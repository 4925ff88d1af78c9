import { hasMoved } from '../../../directory/member-drift.ts'
import type { MemberChange, Subscriptions } from '../../../domain-events/domain-events.ts'
import { markAllCountsStale, markCountsStale } from './mark-counts-stale-queries.ts'
import { followMovedDepartments } from './moved-departments-queries.ts'
import { markCountsStaleOfRole, type Move, noteEntries, noteEntryBy } from './policy-entries-queries.ts'

/** Whom a policy binds, and since when, follows the directory and the roles; boards count anew. */
export const rosterSubscriptions: Subscriptions = {
  async 'members.synced'(tx, { members, isFirst, at }) {
    if (isFirst) return
    await markCountsStale(tx, departmentsBeforeAndAfter(members))
    await noteEntries(tx, movesOf(members), at)
  },
  'members.left': (tx, { members }) => markCountsStale(tx, departmentsBeforeAndAfter(members)),
  // Nobody was news while the mirror filled, and boards were told of none of them.
  'directory.filled': (tx) => markAllCountsStale(tx, null),
  async 'departments.moved'(tx, { departments, isFirst, at }) {
    // Whoever belongs to them is counted above somebody else now.
    await markCountsStale(
      tx,
      departments.flatMap(({ id, isNew }) => (isNew ? [] : [id])),
    )
    if (!isFirst) await followMovedDepartments(tx, departments, at)
  },
  'roles.beginning': (tx, { userids, role, at }) => noteEntryBy(tx, { userids, role }, at),
  'roles.changed': (tx, { userids, role }) => markCountsStaleOfRole(tx, { userids, role }),
}

/** Where somebody came, left, or may count otherwise than before. */
const departmentsBeforeAndAfter = (members: readonly MemberChange[]): (number | null)[] =>
  members
    .filter(hasMoved)
    .flatMap(({ before, now }) => (before ? [before.mainDepartmentId, now.mainDepartmentId] : [now.mainDepartmentId]))

const movesOf = (members: readonly MemberChange[]): Move[] =>
  members.flatMap(({ userid, before, now, drift }) =>
    before && drift.includes('moved') ? [{ userid, before: before.departmentIds, now: now.departmentIds }] : [],
  )
