import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { PAGE_SIZE } from '@desk/shared/kernel/page'
import type { PeoplePage, PeopleQuery, PersonRow } from '@desk/shared/policies/board-schemas'
import { type RosterState, rosterStates } from '@desk/shared/policies/roster'
import { departmentNames, pathNames } from '../../kernel/department-names.ts'
import { authorizeScope } from './board-scope.ts'
import { type CounterState, listWithState } from './count-queries.ts'
import { countsUpToDate } from './fold-counters.ts'
import { PolicyNotFoundError } from './policy-errors.ts'
import { findLivePolicy, type LivePolicy } from './policy-queries.ts'
import { pathsOfDepartments } from './people-queries.ts'
import { countReminders, labelsByNo } from './person-queries.ts'
import {
  afterUserid,
  every,
  hasState,
  inDepartment,
  listRoster,
  type RosterDeps,
  type RosterRow,
} from './roster-queries.ts'

/** Departments looked into for one page. */
const DEPARTMENTS = 50

/** What is counted of a state: `open` is one of the two that go by time. */
export const countersOf = (state: RosterState | undefined): CounterState[] => {
  if (state === undefined) return [...rosterStates, 'open']
  return state === 'pending' || state === 'overdue' ? [state, 'open'] : [state]
}

/**
 * People by state, department by department. Where nobody is in that state, nobody is looked at: a page costs what it
 * shows, also in a large company.
 */
export async function listPeople(
  deps: RosterDeps,
  actor: MemberActor,
  { id, department, state, after }: PeopleQuery & { id: PolicyId },
): Promise<PeoplePage> {
  const scope = await authorizeScope(deps, actor, department === undefined ? undefined : Number(department))
  const policy = await findLivePolicy(deps.db, id)
  if (!policy) throw new PolicyNotFoundError()
  await countsUpToDate(deps)
  const [from = '0', afterOne = ''] = after?.split(':') ?? []
  const query = { departmentId: scope, states: countersOf(state), from: Number(from), limit: DEPARTMENTS }
  const ids = await listWithState(deps.db, policy.id, query)
  const rows: RosterRow[] = []
  for (const departmentId of ids) {
    const isFirst = departmentId === Number(from)
    rows.push(
      ...(await listRoster(deps, policy, {
        only: every([inDepartment(departmentId), ...(isFirst ? [afterUserid(afterOne)] : [])]),
        ...(state === undefined ? {} : { where: hasState(state, deps.clock.now()) }),
        limit: PAGE_SIZE + 1,
      })),
    )
    if (rows.length > PAGE_SIZE) break
  }
  const shown = rows.slice(0, PAGE_SIZE)
  const last = shown.at(-1)
  const lastId = ids.at(-1)
  const isCut = rows.length > PAGE_SIZE && last
  const next = isCut
    ? `${String(last.departmentId)}:${last.userid}`
    : ids.length === DEPARTMENTS && lastId !== undefined
      ? `${String(lastId + 1)}:`
      : null
  return { items: await toPeople(deps, policy, shown), next }
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
    policy.asksSince,
  )
  return rows.map((row) => ({
    userid: row.userid,
    name: row.name,
    department: pathNames(paths.get(row.departmentId) ?? [row.departmentId], names),
    state: row.state,
    signedLabel: row.signedNo === null ? null : (labels.get(row.signedNo) ?? null),
    signedAt: row.signedAt?.toISOString() ?? null,
    basis: row.basis,
    receipt: row.signedCode,
    dueAt: row.dueAt.toISOString(),
    reminders: reminders.get(row.userid.toLowerCase()) ?? 0,
    isPartner: row.isPartner,
    leftAt: row.leftAt?.toISOString() ?? null,
  }))
}
