import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PeoplePage, PeopleQuery, PeopleView, PersonRow, StateCounts } from '@desk/shared/policies/board-schemas'
import { rosterStates, statesOf } from '@desk/shared/policies/roster'
import { departmentNames } from '../../../directory/department-names.ts'
import { type ActivePolicy, requirePublishedPolicy } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { readTotals, WHOLE_COMPANY } from '../roster/count-queries.ts'
import { authorizeScope, mayActIn } from '../roster/count-scope.ts'
import { toCounts } from '../roster/counts.ts'
import { countErased } from '../roster/filter-queries.ts'
import { listPathNames, pathOfDepartment } from '../roster/department-path-queries.ts'
import { countReminders, versionsByNo } from '../roster/person-queries.ts'
import { readerOf } from '../roster/policy-as-of.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import type { RosterDeps, RosterRow } from '../roster/roster-queries.ts'
import { withinScope } from '../roster/selection-queries.ts'
import { listFirstViews } from '../signing/first-view-queries.ts'
import type { RosterSelection } from './list-by-department.ts'
import { listSorted } from './sort-people.ts'

/**
 * Lists people by state and filters, in the requested order or by department. Only the last page may be shorter than
 * `DESK_PAGE_SIZE`.
 */
export async function listPeople(
  deps: RosterDeps,
  actor: MemberActor,
  { id, department, state, after, sort, ...filters }: PeopleQuery & { id: PolicyId },
): Promise<PeoplePage> {
  const scope = await authorizeScope(deps, actor, department)
  const policy = await requirePublishedPolicy(deps.db, id)
  await refreshBeforeRead(deps)
  const reader = readerOf(deps, policy)
  const counters = (await readTotals(deps.db, id, [scope])).get(scope) ?? {}
  const counts = toCounts(counters, policy, reader)
  const selection = { scope, state, filters }
  const page = await listSorted(reader, policy, { ...selection, counters }, { sort, after })
  return {
    policy: { id, ...titleOf(policy), label: policy.label },
    department: await departmentOf(deps, scope),
    items: await toPeople(reader, policy, page.rows),
    next: page.next,
    sort: page.sort,
    sorts: page.sorts,
    counts,
    total: totalOf(counts, selection),
    erased: await countErased(reader, policy, withinScope(scope)),
    mayRemind: policy.retiredAt === null && mayActIn(actor, await pathOfScope(deps, actor, scope)),
    mayChange: policy.retiredAt === null && holdsRole(actor, 'compliance'),
  }
}

/** Returns the path of the scope for a department admin; nobody else needs it to be allowed to act. */
const pathOfScope = async (deps: RosterDeps, { adminOf }: MemberActor, scope: number): Promise<readonly number[]> =>
  scope === WHOLE_COMPANY || adminOf.length === 0 ? [] : pathOfDepartment(deps.db, scope)

async function departmentOf({ db }: Pick<RosterDeps, 'db'>, scope: number): Promise<PeoplePage['department']> {
  if (scope === WHOLE_COMPANY) return null
  return { id: scope, name: (await departmentNames(db, [scope])).get(scope) ?? String(scope) }
}

/** Returns the number of people on the list from the counters; null with filters, which the counters do not cover. */
function totalOf(counts: StateCounts, { state, filters }: Omit<RosterSelection, 'scope'>): number | null {
  if (Object.values(filters).some((value) => value !== undefined)) return null
  // People who have only the changes to sign are among the pending.
  const states = state === undefined ? rosterStates : statesOf(state)
  return states.reduce((sum, listed) => sum + counts[listed], 0)
}

/** Returns the first page of the people list. Those who need most attention are first by default. */
export async function getPeopleView(
  deps: RosterDeps,
  actor: MemberActor,
  query: PeopleQuery & { id: PolicyId },
): Promise<PeopleView> {
  return {
    state: query.state ?? null,
    page: await listPeople(deps, actor, { ...query, sort: query.sort ?? 'state' }),
  }
}

/**
 * Returns whether a valid signature of an older version leaves only the changes to sign; the `_change` counters compare the
 * same times.
 */
const isChangeOnly = ({ state, signedAt, countsFrom }: RosterRow): boolean =>
  (state === 'pending' || state === 'overdue') && signedAt !== null && signedAt > countsFrom

/** Converts rows of the roster to rows of the list. */
export async function toPeople(
  deps: RosterDeps,
  policy: ActivePolicy,
  rows: readonly RosterRow[],
): Promise<PersonRow[]> {
  const pathNames = await listPathNames(
    deps.db,
    rows.map(({ departmentId }) => departmentId),
  )
  const versions = await versionsByNo(deps.db, policy.id)
  const reminders = await countReminders(
    deps.db,
    rows.map(({ userid }) => userid),
    policy,
    deps.asOf,
  )
  const firstViews = await listFirstViews(deps.db, policy, rows, deps.asOf)
  return rows.map((row) => ({
    userid: row.userid,
    name: row.name,
    department: pathNames.get(row.departmentId) ?? [],
    state: row.state,
    signedLabel: row.signedNo === null ? null : (versions.get(row.signedNo)?.label ?? null),
    signedAt: row.signedAt?.toISOString() ?? null,
    basis: row.basis,
    receipt: row.signedCode,
    isChangeOnly: isChangeOnly(row),
    openedAt: firstViews.get(row.userid.toLowerCase())?.toISOString() ?? null,
    dueAt: row.dueAt.toISOString(),
    reminders: reminders.get(row.userid.toLowerCase()) ?? 0,
    isPartner: row.isPartner,
    leftAt: row.leftAt?.toISOString() ?? null,
  }))
}
