import { type ListedState, type RosterState, rosterStates, statesOf } from '@desk/shared/policies/roster'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { toCounts } from '../roster/counts.ts'
import { readTotals } from '../roster/count-queries.ts'
import { refreshBeforeRead } from '../roster/jobs/refresh-counters.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import {
  type CountedGroup,
  countSelected,
  listSelected,
  type Selected,
  NAMES_PER_GROUP,
} from '../roster/selection-queries.ts'
import {
  countRemindedByState,
  listNotRemindedNames,
  type Reminded,
  remindedCondition,
  toCondition,
} from './remind-queries.ts'

type Part = { scope: number; reminded: Reminded }
type Counted = { groups: CountedGroup[]; isMore: boolean }

/**
 * Counts selected people by the effect that a reminder or an exemption has on them. A whole department or company, with
 * no filter but a state, is counted from the stored counters.
 */
export async function countByOutcome(deps: RosterDeps, policy: ActivePolicy, selected: Selected): Promise<Counted> {
  const reminded = await remindedCondition(deps, policy)
  const { userids, filter: { state, ...filters } = {} } = selected
  return userids === undefined && !selected.except?.length && Object.keys(filters).length === 0
    ? { groups: await countByState(deps, policy, { scope: selected.scope, reminded }, state), isMore: false }
    : countSelected(deps, policy, selected, toCondition(reminded))
}

async function countByState(
  deps: RosterDeps,
  policy: ActivePolicy,
  { scope, reminded }: Part,
  only: ListedState | undefined,
): Promise<CountedGroup[]> {
  await refreshBeforeRead(deps)
  const counts = toCounts((await readTotals(deps.db, policy.id, [scope])).get(scope) ?? {}, policy, deps)
  const counted = reminded === null ? [] : await countRemindedByState(deps, reminded, policy, scope)
  const groups = new Map<CountedGroup['group'], CountedGroup>()
  const states = only === undefined ? rosterStates : statesOf(only)
  for (const state of states.filter((listed) => counts[listed] > 0)) {
    const remindedInState = counted.find((row) => row.state === state) ?? { count: 0, names: [] }
    const notReminded = Math.max(0, counts[state] - remindedInState.count)
    addTo(groups, { group: 'reminded_today', count: counts[state] - notReminded, names: remindedInState.names })
    const group = state === 'pending' || state === 'overdue' ? 'other' : state
    addTo(groups, {
      group,
      count: notReminded,
      names: notReminded === 0 ? [] : await listNames(deps, policy, { scope, reminded }, state),
    })
  }
  return [...groups.values()]
}

function addTo(groups: Map<CountedGroup['group'], CountedGroup>, { group, count, names }: CountedGroup): void {
  if (count === 0) return
  const before = groups.get(group) ?? { group, count: 0, names: [] }
  const all = [...before.names, ...names].slice(0, NAMES_PER_GROUP)
  groups.set(group, { group, count: before.count + count, names: all })
}

/** Lists the names of the first people in a state, without those who were reminded today. */
async function listNames(
  deps: RosterDeps,
  policy: ActivePolicy,
  { scope, reminded }: Part,
  state: RosterState,
): Promise<string[]> {
  if (state === 'pending' || state === 'overdue' || state === 'undelivered') {
    return listNotRemindedNames(deps, policy, { reminded, scope, state, limit: NAMES_PER_GROUP })
  }
  const rows = await listSelected(deps, policy, { scope, filter: { state } }, NAMES_PER_GROUP)
  return rows.slice(0, NAMES_PER_GROUP).map(({ name }) => name)
}
