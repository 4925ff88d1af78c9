import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { PAGE_SIZE } from '@desk/shared/kernel/page'
import type { PeopleFilters, PeoplePage, PeopleQuery, PersonRow } from '@desk/shared/policies/board-schemas'
import { type RosterState, rosterStates } from '@desk/shared/policies/roster'
import { departmentNames, pathNames } from '../../../directory/department-names.ts'
import { commonDueAt } from '../roster/counts.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { type CounterState, listWithState } from '../roster/count-queries.ts'
import { byDepartment, inDepartmentsAfter, narrowedBy } from '../roster/filter-queries.ts'
import { countsUpToDate } from '../roster/refresh-counters.ts'
import { listOpenings } from '../signing/first-view-queries.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { findLivePolicy, type LivePolicy } from '../document/policy-queries.ts'
import { pathsOfDepartments } from '../roster/people-queries.ts'
import { countReminders, labelsByNo } from '../roster/person-queries.ts'
import {
  afterUserid,
  every,
  hasState,
  inDepartment,
  listRoster,
  type RosterDeps,
  type RosterRow,
} from '../roster/roster-queries.ts'

/** Departments looked up at a time. */
const DEPARTMENTS = 50

/** What is counted of a state: `open` is whoever is due with all the others, and they are all in one of two. */
export function countersOf(state: RosterState | undefined, policy: LivePolicy, now: Date): CounterState[] {
  if (state === undefined) return [...rosterStates, 'open']
  const open = commonDueAt(policy) <= now.getTime() ? 'overdue' : 'pending'
  return state === open ? [state, 'open'] : [state]
}

/** People by state and what else narrows them, department by department. A page is full, or the last one. */
export async function listPeople(
  deps: RosterDeps,
  actor: MemberActor,
  { id, department, state, after, ...filters }: PeopleQuery & { id: PolicyId },
): Promise<PeoplePage> {
  const scope = await authorizeScope(deps, actor, department === undefined ? undefined : Number(department))
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  await countsUpToDate(deps)
  const rows = await listFrom(placeOf(after), deps, policy, { scope, state, filters })
  const shown = rows.slice(0, PAGE_SIZE)
  const last = shown.at(-1)
  const next = rows.length > PAGE_SIZE && last ? `${String(last.departmentId)}:${last.userid}` : null
  return { items: await toPeople(deps, policy, shown), next }
}

/** Everybody up to here was shown. */
type Place = { departmentId: number; userid: string }

function placeOf(after: string | undefined): Place {
  const [departmentId = '0', userid = ''] = after?.split(':') ?? []
  return { departmentId: Number(departmentId), userid }
}

type RosterSelection = { scope: number; state: RosterState | undefined; filters: PeopleFilters }

/**
 * One more than a page, if there are. Where nobody is in that state, nobody is looked at: a page costs what it shows, also
 * in a large company. What filters leave of a department no counter knows, so they go through many in one question.
 */
async function listFrom(
  { departmentId: from, userid }: Place,
  deps: RosterDeps,
  policy: LivePolicy,
  { scope, state, filters }: RosterSelection,
): Promise<RosterRow[]> {
  const now = deps.clock.now()
  const narrowed = narrowedBy(deps, filters)
  const states = countersOf(state ?? (filters.overdueDays === undefined ? undefined : 'overdue'), policy, now)
  const where = every([...(state === undefined ? [] : [hasState(state, now)]), ...narrowed.where])
  const asked = { where, limit: PAGE_SIZE + 1 }
  const rows: RosterRow[] = []
  let first = from
  for (;;) {
    const ids = await listWithState(deps.db, policy.id, {
      departmentId: scope,
      states,
      from: first,
      limit: DEPARTMENTS,
    })
    if (narrowed.isNarrow) {
      const only = every([inDepartmentsAfter(ids, from, userid), ...narrowed.only])
      rows.push(...(await listRoster(deps, policy, { ...asked, only, order: byDepartment })))
    } else
      for (const one of ids) {
        const only = every([inDepartment(one), ...(one === from ? [afterUserid(userid)] : [])])
        rows.push(...(await listRoster(deps, policy, { ...asked, only })))
        if (rows.length > PAGE_SIZE) break
      }
    const lastId = ids.at(-1)
    if (rows.length > PAGE_SIZE || ids.length < DEPARTMENTS || lastId === undefined) return rows
    first = lastId + 1
  }
}

export async function toPeople(deps: RosterDeps, policy: LivePolicy, rows: readonly RosterRow[]): Promise<PersonRow[]> {
  const paths = await pathsOfDepartments(
    deps.db,
    rows.map(({ departmentId }) => departmentId),
  )
  const names = await departmentNames(deps.db, [...paths.values()].flat())
  const labels = await labelsByNo(deps.db, policy.id)
  const reminders = await countReminders(
    deps.db,
    rows.map(({ userid }) => userid),
    policy,
  )
  const openings = await listOpenings(deps.db, policy, rows)
  return rows.map((row) => ({
    userid: row.userid,
    name: row.name,
    department: pathNames(paths.get(row.departmentId) ?? [row.departmentId], names),
    state: row.state,
    signedLabel: row.signedNo === null ? null : (labels.get(row.signedNo) ?? null),
    signedAt: row.signedAt?.toISOString() ?? null,
    basis: row.basis,
    receipt: row.signedCode,
    openedAt: openings.get(row.userid.toLowerCase())?.toISOString() ?? null,
    dueAt: row.dueAt.toISOString(),
    reminders: reminders.get(row.userid.toLowerCase()) ?? 0,
    isPartner: row.isPartner,
    leftAt: row.leftAt?.toISOString() ?? null,
  }))
}
