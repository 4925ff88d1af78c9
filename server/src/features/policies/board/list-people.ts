import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import type { PeopleFilters, PeoplePage, PeopleQuery, PeopleView, PersonRow } from '@desk/shared/policies/board-schemas'
import { type RosterState, rosterStates } from '@desk/shared/policies/roster'
import { departmentNames } from '../../../directory/department-names.ts'
import { isOver, toCounts } from '../roster/counts.ts'
import { authorizeScope, mayAct } from '../roster/count-scope.ts'
import {
  allCounters,
  WHOLE_COMPANY,
  type CounterState,
  departmentsOfPage,
  listWithState,
  readTotals,
} from '../roster/count-queries.ts'
import {
  afterInOrder,
  byDepartment,
  inDepartmentsAfter,
  listMembersInOrder,
  toConditions,
} from '../roster/filter-queries.ts'
import { readerOf } from '../roster/policy-as-of.ts'
import { withinScope } from '../roster/selection-queries.ts'
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import { listFirstViews } from '../signing/first-view-queries.ts'
import { requirePublishedPolicy, type ActivePolicy } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { listPathNames } from '../roster/department-path-queries.ts'
import { countReminders, versionsByNo } from '../roster/person-queries.ts'
import {
  allOf,
  amongUserids,
  type Condition,
  listRoster,
  type RosterDeps,
  type RosterRow,
} from '../roster/roster-queries.ts'

/** Departments read per query. */
const DEPARTMENT_BATCH = 50
/** Members whom an index finds, and how many of their states are read at a time. */
const CANDIDATES = 5_000
const FIRST_BATCH = 50
const LAST_BATCH = 1_000

/** Returns the counters that contain people in this state. `open` counts everyone with the common due date: all pending or all overdue. */
export function countersOf(
  deps: Pick<RosterDeps, 'clock' | 'site'>,
  state: RosterState | undefined,
  policy: ActivePolicy,
): readonly CounterState[] {
  if (state === undefined) return allCounters
  const open = isOver(deps, policy) ? 'overdue' : 'pending'
  const own: CounterState[] = state === 'pending' ? ['pending', 'pending_change'] : [state]
  return state === open ? [...own, 'open', 'open_change'] : own
}

/** Counters with people who have to sign only what changed. Those with a personal due date that is over are not counted apart. */
const withOlder: readonly CounterState[] = ['pending_change', 'open_change', 'overdue']
/** Counters with people who have to sign all. */
const withAll: readonly CounterState[] = ['pending', 'open', 'overdue']

/** Returns the counters that contain people who match, and others. */
function countersToSearch(
  deps: RosterDeps,
  state: RosterState | undefined,
  { overdueDays, olderOnly }: PeopleFilters,
  policy: ActivePolicy,
): readonly CounterState[] {
  const states = countersOf(deps, state ?? (overdueDays === undefined ? undefined : 'overdue'), policy)
  if (olderOnly === undefined) return states
  return states.filter((counter) => (olderOnly === '1' ? withOlder : withAll).includes(counter))
}

/** Lists people by state and filters, sorted by department. Only the last page may be shorter than `DESK_PAGE_SIZE`. */
export async function listPeople(
  deps: RosterDeps,
  actor: MemberActor,
  { id, department, state, after, ...filters }: PeopleQuery & { id: PolicyId },
): Promise<PeoplePage> {
  const scope = await authorizeScope(deps, actor, department)
  const policy = await requirePublishedPolicy(deps.db, id)
  await refreshBeforeRead(deps)
  const reader = readerOf(deps, policy)
  const rows = await listFrom(parseCursor(after), reader, policy, { scope, state, filters })
  const shown = rows.slice(0, DESK_PAGE_SIZE)
  const last = shown.at(-1)
  const next = rows.length > DESK_PAGE_SIZE && last ? `${String(last.departmentId)}:${last.userid}` : null
  return {
    policy: { id, ...titleOf(policy), label: policy.label },
    items: await toPeople(reader, policy, shown),
    next,
    total: await totalOf(reader, policy, { scope, state, filters }),
  }
}

/** Returns the number of people on the list from the counters, which do not cover filters. */
async function totalOf(
  deps: RosterDeps,
  policy: ActivePolicy,
  { scope, state, filters }: RosterSelection,
): Promise<number | null> {
  if (Object.values(filters).some((value) => value !== undefined)) return null
  const totals = (await readTotals(deps.db, policy.id, [scope])).get(scope) ?? {}
  const counts = toCounts(totals, policy, deps)
  // Those with only the change to sign are among the pending.
  return state === undefined ? rosterStates.reduce((sum, one) => sum + counts[one], 0) : counts[state]
}

/** Returns a page of the people list with its heading. */
export async function getPeopleView(
  deps: RosterDeps,
  actor: MemberActor,
  query: PeopleQuery & { id: PolicyId },
): Promise<PeopleView> {
  const { id, department, state } = query
  const scope = await authorizeScope(deps, actor, department)
  const policy = await requirePublishedPolicy(deps.db, id)
  const names = await departmentNames(deps.db, [scope])
  return {
    department: scope === WHOLE_COMPANY ? null : { id: scope, name: names.get(scope) ?? String(scope) },
    state: state ?? null,
    page: await listPeople(deps, actor, query),
    mayRemind: policy.retiredAt === null && mayAct(actor),
    mayChange: policy.retiredAt === null && holdsRole(actor, 'compliance'),
  }
}

/** The last person of the previous page. */
type Cursor = { departmentId: number; userid: string }

function parseCursor(after: string | undefined): Cursor {
  const [departmentId = '0', userid = ''] = after?.split(':') ?? []
  return { departmentId: Number(departmentId), userid }
}

type RosterSelection = { scope: number; state: RosterState | undefined; filters: PeopleFilters }

/**
 * Lists one person more than a page, if there are that many. Skips departments whose counters show no one in that state, so
 * that the cost depends on the page and not on the company. Counters do not cover filters, so with filters one query
 * searches many departments.
 */
async function listFrom(
  { departmentId: from, userid }: Cursor,
  deps: RosterDeps,
  policy: ActivePolicy,
  { scope, state, filters }: RosterSelection,
): Promise<RosterRow[]> {
  const conditions = toConditions(deps, policy, { state, ...filters })
  const states = countersToSearch(deps, state, filters, policy)
  const where = allOf(conditions.where)
  const options = { where, limit: DESK_PAGE_SIZE + 1 }
  // A search reads the people that it finds, whatever the number of departments.
  if (filters.q !== undefined) {
    const only = allOf([afterInOrder(from, userid), ...withinScope(scope), ...conditions.only])
    return listRoster(deps, policy, { ...options, only, order: byDepartment })
  }
  // Joiners and partners are few: they are read, not the departments in which they may be. Not those of a past instant.
  const isOfFew = filters.joinedAfter !== undefined || filters.partner !== undefined
  if (isOfFew && deps.asOf === undefined)
    return listAmong(deps, policy, { from, userid, scope, filters, only: conditions.only, where })
  // Counters do not cover the other filters.
  const isCovered = !isOfFew && filters.overdueDays === undefined && filters.olderOnly === undefined
  const rows: RosterRow[] = []
  let first = from
  for (;;) {
    const query = { departmentId: scope, states, from: first, limit: DEPARTMENT_BATCH }
    const found = await listWithState(deps.db, policy.id, query)
    const batch = isCovered ? departmentsOfPage(found) : found.map(({ id }) => id)
    const only = allOf([inDepartmentsAfter(batch, from, userid), ...conditions.only])
    if (batch.length > 0) rows.push(...(await listRoster(deps, policy, { ...options, only, order: byDepartment })))
    const lastId = batch.at(-1)
    const isEnd = batch.length === found.length && found.length < DEPARTMENT_BATCH
    if (rows.length > DESK_PAGE_SIZE || isEnd || lastId === undefined) return rows
    first = lastId + 1
  }
}

type Among = {
  from: number
  userid: string
  scope: number
  filters: PeopleFilters
  only: readonly Condition[]
  where: Condition
}

/** Reads members whom an index finds, in the order of the list, until a page is full. */
async function listAmong(
  deps: RosterDeps,
  policy: ActivePolicy,
  { from, userid, scope, filters, only, where }: Among,
): Promise<RosterRow[]> {
  const rows: RosterRow[] = []
  const isPartner = filters.partner !== undefined
  let after = { departmentId: from, userid }
  for (;;) {
    const wanted = [afterInOrder(after.departmentId, after.userid), ...withinScope(scope), ...only]
    const found = await listMembersInOrder(deps.db, { only: allOf(wanted), isPartner, limit: CANDIDATES })
    // A page is mostly full after the first few; larger batches are for the rare state.
    let [next, size] = [0, FIRST_BATCH]
    while (next < found.length && rows.length <= DESK_PAGE_SIZE) {
      const batch = found.slice(next, next + size)
      const among = amongUserids(batch.map((member) => member.userid))
      rows.push(...(await listRoster(deps, policy, { only: among, where, order: byDepartment, limit: size })))
      next += size
      size = Math.min(size * 2, LAST_BATCH)
    }
    const last = found.at(-1)
    if (rows.length > DESK_PAGE_SIZE || found.length < CANDIDATES || !last) return rows
    after = last
  }
}

const notAfter = (asOf: Date | undefined, at: Date | undefined) => (at && asOf && at > asOf ? undefined : at)

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
  const firstViews = await listFirstViews(deps.db, policy, rows)
  return rows.map((row) => ({
    userid: row.userid,
    name: row.name,
    department: pathNames.get(row.departmentId) ?? [],
    state: row.state,
    signedLabel: row.signedNo === null ? null : (versions.get(row.signedNo)?.label ?? null),
    signedAt: row.signedAt?.toISOString() ?? null,
    basis: row.basis,
    receipt: row.signedCode,
    openedAt: notAfter(deps.asOf, firstViews.get(row.userid.toLowerCase()))?.toISOString() ?? null,
    dueAt: row.dueAt.toISOString(),
    reminders: reminders.get(row.userid.toLowerCase()) ?? 0,
    isPartner: row.isPartner,
    leftAt: row.leftAt?.toISOString() ?? null,
  }))
}
