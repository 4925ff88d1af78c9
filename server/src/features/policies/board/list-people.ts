import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { PAGE_SIZE } from '@desk/shared/kernel/page'
import type { PeopleFilters, PeoplePage, PeopleQuery, PeopleView, PersonRow } from '@desk/shared/policies/board-schemas'
import { type RosterState, rosterStates } from '@desk/shared/policies/roster'
import { departmentNames } from '../../../directory/department-names.ts'
import { commonDueAt } from '../roster/counts.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { COMPANY, type CounterState, listWithState } from '../roster/count-queries.ts'
import { byDepartment, inDepartmentsAfter, toConditions } from '../roster/filter-queries.ts'
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import { listFirstViews } from '../signing/first-view-queries.ts'
import { requireActivePolicy, type ActivePolicy } from '../document/policy-queries.ts'
import { titleOf } from '../document/policy-title.ts'
import { listPathNames } from '../roster/department-path-queries.ts'
import { countReminders, labelsByNo } from '../roster/person-queries.ts'
import {
  afterUserid,
  allOf,
  hasState,
  inDepartment,
  listRoster,
  type RosterDeps,
  type RosterRow,
} from '../roster/roster-queries.ts'

/** Departments read per query. */
const DEPARTMENT_BATCH = 50

/** Returns the counters that contain people in this state. `open` counts everyone with the common due date: all pending or all overdue. */
export function countersOf(state: RosterState | undefined, policy: ActivePolicy, now: Date): CounterState[] {
  if (state === undefined) return [...rosterStates, 'open']
  const open = commonDueAt(policy) <= now.getTime() ? 'overdue' : 'pending'
  return state === open ? [state, 'open'] : [state]
}

/** Lists people by state and filters, sorted by department. Only the last page may be shorter than `PAGE_SIZE`. */
export async function listPeople(
  deps: RosterDeps,
  actor: MemberActor,
  { id, department, state, after, ...filters }: PeopleQuery & { id: PolicyId },
): Promise<PeoplePage> {
  const scope = await authorizeScope(deps, actor, department)
  const policy = await requireActivePolicy(deps.db, id)
  await refreshBeforeRead(deps)
  const rows = await listFrom(parseCursor(after), deps, policy, { scope, state, filters })
  const shown = rows.slice(0, PAGE_SIZE)
  const last = shown.at(-1)
  const next = rows.length > PAGE_SIZE && last ? `${String(last.departmentId)}:${last.userid}` : null
  return { items: await toPeople(deps, policy, shown), next }
}

/** Returns a page of the people list with its heading. */
export async function getPeopleView(
  deps: RosterDeps,
  actor: MemberActor,
  query: PeopleQuery & { id: PolicyId },
): Promise<PeopleView> {
  const { id, department, state } = query
  const scope = await authorizeScope(deps, actor, department)
  const policy = await requireActivePolicy(deps.db, id)
  const names = await departmentNames(deps.db, [scope])
  return {
    policy: { id, ...titleOf(policy), label: policy.label },
    department: scope === COMPANY ? null : { id: scope, name: names.get(scope) ?? String(scope) },
    state: state ?? null,
    page: await listPeople(deps, actor, query),
    mayChange: holdsRole(actor, 'compliance'),
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
  const now = deps.clock.now()
  const conditions = toConditions(deps, filters)
  const states = countersOf(state ?? (filters.overdueDays === undefined ? undefined : 'overdue'), policy, now)
  const where = allOf([...(state === undefined ? [] : [hasState(state, now)]), ...conditions.where])
  const options = { where, limit: PAGE_SIZE + 1 }
  const rows: RosterRow[] = []
  let first = from
  for (;;) {
    const ids = await listWithState(deps.db, policy.id, {
      departmentId: scope,
      states,
      from: first,
      limit: DEPARTMENT_BATCH,
    })
    if (conditions.hasFilters) {
      const only = allOf([inDepartmentsAfter(ids, from, userid), ...conditions.only])
      rows.push(...(await listRoster(deps, policy, { ...options, only, order: byDepartment })))
    } else
      for (const id of ids) {
        const only = allOf([inDepartment(id), ...(id === from ? [afterUserid(userid)] : [])])
        rows.push(...(await listRoster(deps, policy, { ...options, only })))
        if (rows.length > PAGE_SIZE) break
      }
    const lastId = ids.at(-1)
    if (rows.length > PAGE_SIZE || ids.length < DEPARTMENT_BATCH || lastId === undefined) return rows
    first = lastId + 1
  }
}

export async function toPeople(
  deps: RosterDeps,
  policy: ActivePolicy,
  rows: readonly RosterRow[],
): Promise<PersonRow[]> {
  const pathNames = await listPathNames(
    deps.db,
    rows.map(({ departmentId }) => departmentId),
  )
  const labels = await labelsByNo(deps.db, policy.id)
  const reminders = await countReminders(
    deps.db,
    rows.map(({ userid }) => userid),
    policy,
  )
  const firstViews = await listFirstViews(deps.db, policy, rows)
  return rows.map((row) => ({
    userid: row.userid,
    name: row.name,
    department: pathNames.get(row.departmentId) ?? [],
    state: row.state,
    signedLabel: row.signedNo === null ? null : (labels.get(row.signedNo) ?? null),
    signedAt: row.signedAt?.toISOString() ?? null,
    basis: row.basis,
    receipt: row.signedCode,
    openedAt: firstViews.get(row.userid.toLowerCase())?.toISOString() ?? null,
    dueAt: row.dueAt.toISOString(),
    reminders: reminders.get(row.userid.toLowerCase()) ?? 0,
    isPartner: row.isPartner,
    leftAt: row.leftAt?.toISOString() ?? null,
  }))
}
