import { changesStatusOrDepartment } from '../../../directory/member-drift.ts'
import type { MemberChange, Subscriptions } from '../../../domain-events/domain-events.ts'
import { markAllCountsStale, markCountsStale } from './mark-counts-stale-queries.ts'
import { applyMovedDepartments } from './moved-departments-queries.ts'
import {
  type DepartmentMove,
  type EntryDeps,
  markCountsStaleOfRole,
  recordEntries,
  recordEntriesBy,
} from './policy-entries-queries.ts'

/** Updates whom a policy binds, and since when, after changes of the directory and of roles; marks the counts as stale. */
export const rosterSubscriptions = (deps: EntryDeps): Subscriptions => ({
  async 'members.synced'(tx, { members, isFirst, at }) {
    if (isFirst) return
    await markCountsStale(tx, departmentsBeforeAndAfter(members))
    await recordEntries(deps, tx, movesOf(members), at)
  },
  'members.left': (tx, { members }) => markCountsStale(tx, departmentsBeforeAndAfter(members)),
  // During the first sync no changes are emitted, so all counts are stale after it.
  'directory.filled': (tx) => markAllCountsStale(tx, null),
  async 'departments.moved'(tx, { departments, isFirst, at }) {
    // Their members are now counted in other parent departments.
    await markCountsStale(
      tx,
      departments.flatMap(({ id, isNew }) => (isNew ? [] : [id])),
    )
    if (!isFirst) await applyMovedDepartments(deps, tx, departments, at)
  },
  'roles.beginning': (tx, { userids, role, at }) => recordEntriesBy(deps, tx, { userids, role }, at),
  'roles.changed': (tx, { userids, role }) => markCountsStaleOfRole(tx, { userids, role }),
})

/** Lists the departments that members joined or left, or in which they may be counted differently. */
const departmentsBeforeAndAfter = (members: readonly MemberChange[]): (number | null)[] =>
  members
    .filter(changesStatusOrDepartment)
    .flatMap(({ before, now }) => (before ? [before.mainDepartmentId, now.mainDepartmentId] : [now.mainDepartmentId]))

const movesOf = (members: readonly MemberChange[]): DepartmentMove[] =>
  members.flatMap(({ userid, before, now, drift }) =>
    before && drift.includes('moved') ? [{ userid, before: before.departmentIds, now: now.departmentIds }] : [],
  )
