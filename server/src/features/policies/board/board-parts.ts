import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import type { BoardView, StateCounts } from '@desk/shared/policies/board-schemas'
import { departmentNames } from '../../../directory/department-names.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { WHOLE_COMPANY, type Counters } from '../roster/count-queries.ts'
import { commonDueAt } from '../roster/counts.ts'
import { pathOfDepartment } from '../roster/department-path-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { listSnapshottedVersions } from '../roster/snapshot-queries.ts'
import type { DepartmentRow } from './board-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/** Returns the heading of a board: the policy and its version. */
export const headingOf = (deps: Pick<RosterDeps, 'site'>, policy: ActivePolicy): BoardView['policy'] => ({
  id: policy.id,
  ...titleOf(policy),
  label: policy.label,
  dueAt: commonDueAt(deps, policy).toISOString(),
  retiredAt: policy.retiredAt?.toISOString() ?? null,
})

/** Returns the first departments with their counts, and how many there are. */
export const departmentsOf = (rows: readonly DepartmentRow[], countsOf: (totals: Counters) => StateCounts) => ({
  departments: rows.map(({ id, name, totals, isParent }) => ({ id, name, counts: countsOf(totals), isParent })),
  departmentCount: rows[0]?.of ?? 0,
})

/** Returns which files of a board the caller may export. */
export const exportsOf = (actor: MemberActor): BoardView['allowed'] =>
  holdsRole(actor, 'policy_reviewer') ? ['export', 'evidence'] : ['export']

/** Returns the department's ids from the root; none for the company. */
export const pathOfScope = async ({ db }: Pick<RosterDeps, 'db'>, scope: number): Promise<readonly number[]> =>
  scope === WHOLE_COMPANY ? [] : pathOfDepartment(db, scope)

/** Returns the department and those above it that the caller may see. The root is the company itself. */
export async function departmentOf(
  { db }: Pick<RosterDeps, 'db'>,
  actor: MemberActor,
  path: readonly number[],
): Promise<BoardView['department']> {
  const id = path.at(-1)
  if (id === undefined) return null
  const names = await departmentNames(db, path)
  const isReviewer = holdsRole(actor, 'policy_reviewer')
  const first = path.findIndex((above) => actor.adminOf.includes(above))
  const own = first < 0 ? [] : path.slice(first)
  const visible = isReviewer ? path.filter((above) => above !== ROOT_DEPARTMENT) : own
  const above = visible.filter((other) => other !== id).map((other) => ({ id: other, name: names.get(other) ?? null }))
  return {
    id,
    name: names.get(id) ?? String(id),
    above: isReviewer ? [{ id: WHOLE_COMPANY, name: null }, ...above] : above,
  }
}

/** Lists the versions that a board can show; a version replaced before its first day ended has no counts. Empty if there is only one. */
export async function listBoardVersions(
  { db, site }: Pick<RosterDeps, 'db' | 'site'>,
  policy: ActivePolicy,
  { scope, shownId }: { scope: number; shownId: PolicyVersionId },
): Promise<BoardView['versions']> {
  const versions = await listSnapshottedVersions(db, {
    policyId: policy.id,
    departmentId: scope,
    currentId: policy.versionId,
  })
  if (versions.length < 2) return []
  return versions.map(({ id, label, since, day }) => ({
    label: label ?? '',
    since: dayIn(site.timeZone, since ?? policy.requiredSince),
    day: id === policy.versionId ? null : day,
    isShown: id === shownId,
  }))
}
