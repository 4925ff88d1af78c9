import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import {
  BOARD_DEPARTMENTS,
  type BoardQuery,
  type BoardView,
  type StateCounts,
} from '@desk/shared/policies/board-schemas'
import { requiredStates, rosterStates } from '@desk/shared/policies/roster'
import { departmentNames } from '../../../directory/department-names.ts'
import { today } from '../../../access/grant-conditions.ts'
import { commonDueAt, toCounts } from '../roster/counts.ts'
import { type DepartmentRow, listBelow, listBelowAsOf } from './board-queries.ts'
import { authorizeScope, mayAct } from '../roster/count-scope.ts'
import { COMPANY, type Counters, readTotals } from '../roster/count-queries.ts'
import { countsUpToDate } from '../roster/refresh-counters.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import {
  findLivePolicy,
  findVersion,
  listLivePolicies,
  type LivePolicy,
  type VersionRow,
} from '../document/policy-queries.ts'
import { titleOf, titleOfVersion } from '../document/policy-title.ts'
import { pathOfDepartment } from '../roster/people-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { findSnapshot, listSnapshots } from '../roster/snapshot-queries.ts'
import { versionsOf } from './board-versions.ts'
import { reachByCounters } from '../reminders/reminder-reach.ts'

const TREND_DAYS = 14

const askedOf = (counts: Readonly<Record<string, number>>) =>
  requiredStates.reduce((sum, state) => sum + (counts[state] ?? 0), 0)

/** How a policy stands, in the part of the company that this person answers for. */
export async function getBoard(
  deps: RosterDeps,
  actor: MemberActor,
  { id, department, day, departments }: BoardQuery & { id: PolicyId },
): Promise<BoardView> {
  const scope = await authorizeScope(deps, actor, department === undefined ? undefined : Number(department))
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  const limit = departments === 'all' ? null : BOARD_DEPARTMENTS
  if (day !== undefined && day < today(deps)) return pastBoard(deps, actor, policy, { scope, day, limit })
  const behind = await countsUpToDate(deps)
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
    policies: (await listLivePolicies(deps.db)).map((one) => ({ id: one.id, ...titleOf(one) })),
    versions: await versionsOf(deps, policy, { scope, shownId: policy.versionId }),
    department: await departmentOf(deps, actor, scope),
    others: await ownOthers(deps, actor, scope),
    counts,
    ...departmentsOf(await listBelow(deps.db, policy.id, scope, limit), countsOf),
    trend: await trendOf(deps, policy, scope, counts),
    urge: await reachByCounters(deps, policy, counts),
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

const nobody = Object.fromEntries(rosterStates.map((state) => [state, 0])) as StateCounts

/** How a day ended, department by department, as it was kept then; nothing can be done about it. */
async function pastBoard(
  deps: RosterDeps,
  actor: MemberActor,
  policy: LivePolicy,
  { scope, day, limit }: { scope: number; day: CalendarDay; limit: number | null },
): Promise<BoardView> {
  const own = await findSnapshot(deps.db, policy.id, scope, day)
  if (!own) throw new PolicyNotFoundError()
  const version = await findVersion(deps.db, own.versionId)
  const countsOf = (totals: Counters) => ({ ...nobody, ...totals })
  return {
    policy: {
      id: policy.id,
      ...(version ? titleOfVersion(version.content) : titleOf(policy)),
      label: version?.label ?? policy.label,
      dueAt: new Date(commonDueAt({ ...policy, ...datesOf(version) })).toISOString(),
    },
    policies: [],
    versions: await versionsOf(deps, policy, { scope, shownId: own.versionId }),
    department: await departmentOf(deps, actor, scope),
    others: [],
    counts: countsOf(own.counts),
    ...departmentsOf(await listBelowAsOf(deps.db, policy.id, { scope, day, limit }), countsOf),
    trend: [],
    urge: { reached: 0, skipped: 0 },
    behind: 0,
    countedAt: own.takenAt.toISOString(),
    asOf: day,
    allowed: [],
  }
}

/** By when that version was to be signed. */
const datesOf = (version: VersionRow | null) =>
  version?.asksSince
    ? { asksSince: version.asksSince, daysToSign: version.content.daysToSign, joinerDays: version.content.joinerDays }
    : {}

async function departmentOf({ db }: RosterDeps, actor: MemberActor, scope: number): Promise<BoardView['department']> {
  if (scope === COMPANY) return null
  const path = await pathOfDepartment(db, scope)
  const parentId = path.at(-2) ?? COMPANY
  const mayGoUp = holdsRole(actor, 'reviewer') || path.slice(0, -1).some((above) => actor.adminOf.includes(above))
  const names = await departmentNames(db, [scope])
  return { id: scope, name: names.get(scope) ?? String(scope), parentId: mayGoUp ? parentId : null }
}

/** The other subtrees of somebody who answers for several: nothing above them leads there. */
async function ownOthers({ db }: RosterDeps, actor: MemberActor, scope: number): Promise<BoardView['others']> {
  if (holdsRole(actor, 'reviewer')) return []
  const ids = actor.adminOf.filter((id) => id !== scope)
  const names = await departmentNames(db, ids)
  return ids.map((id) => ({ id, name: names.get(id) ?? String(id) }))
}

/** The days before as they were kept, and today as it is. */
async function trendOf(
  deps: RosterDeps,
  policy: LivePolicy,
  scope: number,
  counts: StateCounts,
): Promise<BoardView['trend']> {
  const past = (await listSnapshots(deps.db, policy.id, scope, TREND_DAYS - 1)).filter(
    // A small change goes on with the same days: only who is asked anew begins at nothing.
    ({ day }) => day >= dayIn(deps.site.timeZone, policy.asksSince),
  )
  return [
    ...past.reverse().map(({ day, counts: then }) => ({ day, signed: then['signed'] ?? 0, asked: askedOf(then) })),
    { day: today(deps), signed: counts.signed, asked: askedOf(counts) },
  ]
}

function allowedTo(actor: MemberActor): BoardView['allowed'] {
  const isOps = holdsRole(actor, 'ops')
  return [
    ...(mayAct(actor) ? (['urge'] as const) : []),
    'export',
    ...(holdsRole(actor, 'reviewer') ? (['evidence'] as const) : []),
    ...(isOps ? (['exempt', 'answer'] as const) : []),
  ]
}
