import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import type { PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import {
  BOARD_DEPARTMENTS,
  type BoardQuery,
  type BoardView,
  type StateCounts,
} from '@desk/shared/policies/board-schemas'
import { requiredStates } from '@desk/shared/policies/roster'
import { departmentNames } from '../../../directory/department-names.ts'
import { today } from '../../../access/grant-conditions.ts'
import { commonDueAt, toCounts, zeroCounts } from '../roster/counts.ts'
import { type DepartmentRow, listChildDepartments, listChildDepartmentsAsOf } from './board-queries.ts'
import { authorizeScope, mayAct } from '../roster/count-scope.ts'
import { COMPANY, type Counters, readTotals } from '../roster/count-queries.ts'
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import {
  requireActivePolicy,
  findVersion,
  listActivePolicies,
  type ActivePolicy,
  type VersionRow,
} from '../document/policy-queries.ts'
import { titleOf, titleOfVersion } from '../document/policy-title.ts'
import { pathOfDepartment } from '../roster/department-path-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { findSnapshot, listSnapshots, listSnapshottedVersions } from '../roster/snapshot-queries.ts'
import { computeReachByCounters } from '../reminders/reminder-reach.ts'

const TREND_DAYS = 14

const countRequired = (counts: Readonly<Record<string, number>>) =>
  requiredStates.reduce((sum, state) => sum + (counts[state] ?? 0), 0)

/** Returns the acknowledgement counts of a policy for the part of the company that the caller may see. */
export async function getBoard(
  deps: RosterDeps,
  actor: MemberActor,
  { id, department, day, departments }: BoardQuery & { id: PolicyId },
): Promise<BoardView> {
  const scope = await authorizeScope(deps, actor, department)
  const policy = await requireActivePolicy(deps.db, id)
  const limit = departments === 'all' ? null : BOARD_DEPARTMENTS
  if (day !== undefined && day < today(deps)) return getPastBoard(deps, actor, policy, { scope, day, limit })
  const behind = await refreshBeforeRead(deps)
  const now = deps.clock.now()
  const countsOf = (totals: Counters) => toCounts(totals, policy, now)
  const counts = countsOf((await readTotals(deps.db, policy.id, [scope])).get(scope) ?? {})
  return {
    policy: {
      id: policy.id,
      ...titleOf(policy),
      label: policy.label,
      dueAt: new Date(commonDueAt(policy)).toISOString(),
    },
    policies: (await listActivePolicies(deps.db)).map((active) => ({ id: active.id, ...titleOf(active) })),
    versions: await listBoardVersions(deps, policy, { scope, shownId: policy.versionId }),
    department: await departmentOf(deps, actor, scope),
    others: await listOtherDepartments(deps, actor, scope),
    counts,
    ...departmentsOf(await listChildDepartments(deps.db, policy.id, scope, limit), countsOf),
    trend: await trendOf(deps, policy, scope, counts),
    urge: await computeReachByCounters(deps, policy, counts),
    behind,
    countedAt: now.toISOString(),
    asOf: null,
    allowed: allowedTo(actor),
  }
}

const departmentsOf = (rows: readonly DepartmentRow[], countsOf: (totals: Counters) => StateCounts) => ({
  departments: rows.map(({ id, name, totals }) => ({ id, name, counts: countsOf(totals) })),
  departmentCount: rows[0]?.of ?? 0,
})

/** Returns the board as stored at the end of a past day, without actions. */
async function getPastBoard(
  deps: RosterDeps,
  actor: MemberActor,
  policy: ActivePolicy,
  { scope, day, limit }: { scope: number; day: CalendarDay; limit: number | null },
): Promise<BoardView> {
  const snapshot = await findSnapshot(deps.db, policy.id, scope, day)
  if (!snapshot) throw new PolicyNotFoundError()
  const version = await findVersion(deps.db, snapshot.versionId)
  const countsOf = (totals: Counters) => ({ ...zeroCounts, ...totals })
  return {
    policy: {
      id: policy.id,
      ...(version ? titleOfVersion(version.content) : titleOf(policy)),
      label: version?.label ?? policy.label,
      dueAt: new Date(commonDueAt({ ...policy, ...datesOf(version) })).toISOString(),
    },
    policies: [],
    versions: await listBoardVersions(deps, policy, { scope, shownId: snapshot.versionId }),
    department: await departmentOf(deps, actor, scope),
    others: [],
    counts: countsOf(snapshot.counts),
    ...departmentsOf(await listChildDepartmentsAsOf(deps.db, policy.id, { scope, day, limit }), countsOf),
    trend: [],
    urge: { reached: 0, skipped: 0 },
    behind: 0,
    countedAt: snapshot.takenAt.toISOString(),
    asOf: day,
    allowed: [],
  }
}

/** The dates from which the common due date of that version follows. */
const datesOf = (version: VersionRow | null) =>
  version?.requiredSince
    ? {
        requiredSince: version.requiredSince,
        daysToSign: version.content.daysToSign,
        joinerDays: version.content.joinerDays,
      }
    : {}

async function departmentOf({ db }: RosterDeps, actor: MemberActor, scope: number): Promise<BoardView['department']> {
  if (scope === COMPANY) return null
  const path = await pathOfDepartment(db, scope)
  const parentId = path.at(-2) ?? COMPANY
  const maySeeParent =
    holdsRole(actor, 'policy_reviewer') || path.slice(0, -1).some((above) => actor.adminOf.includes(above))
  const names = await departmentNames(db, [scope])
  return { id: scope, name: names.get(scope) ?? String(scope), parentId: maySeeParent ? parentId : null }
}

/** Lists the caller's other departments, which are not below `scope` or above it. Reviewers see the whole company. */
async function listOtherDepartments(
  { db }: RosterDeps,
  actor: MemberActor,
  scope: number,
): Promise<BoardView['others']> {
  if (holdsRole(actor, 'policy_reviewer')) return []
  const ids = actor.adminOf.filter((id) => id !== scope)
  const names = await departmentNames(db, ids)
  return ids.map((id) => ({ id, name: names.get(id) ?? String(id) }))
}

/** Returns the stored counts of past days, followed by the current counts of today. */
async function trendOf(
  deps: RosterDeps,
  policy: ActivePolicy,
  scope: number,
  counts: StateCounts,
): Promise<BoardView['trend']> {
  const snapshots = (await listSnapshots(deps.db, policy.id, scope, TREND_DAYS - 1)).filter(
    // A minor version continues the trend; a major version, which everyone has to sign again, starts a new one.
    ({ day }) => day >= dayIn(deps.site.timeZone, policy.requiredSince),
  )
  return [
    ...snapshots
      .reverse()
      .map(({ day, counts: then }) => ({ day, signed: then['signed'] ?? 0, asked: countRequired(then) })),
    { day: today(deps), signed: counts.signed, asked: countRequired(counts) },
  ]
}

function allowedTo(actor: MemberActor): BoardView['allowed'] {
  return [
    ...(mayAct(actor) ? (['urge'] as const) : []),
    'export',
    ...(holdsRole(actor, 'policy_reviewer') ? (['evidence'] as const) : []),
    ...(holdsRole(actor, 'compliance') ? (['exempt', 'answer'] as const) : []),
  ]
}

/** Lists the versions that a board can show; a version replaced before its first day ended has no counts. Empty if only one. */
async function listBoardVersions(
  { db, site }: RosterDeps,
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
