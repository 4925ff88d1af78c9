import { type RosterState, rosterStates } from '@desk/shared/policies/roster'
import { today } from '../../../access/grant-conditions.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { toCounts } from '../roster/counts.ts'
import { readTotals } from '../roster/count-queries.ts'
import { refreshBeforeRead } from '../roster/refresh-counters.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import {
  type CountedGroup,
  countSelected,
  listSelected,
  type Selected,
  NAMES_PER_GROUP,
} from '../roster/selection-queries.ts'
import { countReminded, hasRemindedAnyone, remindedObject, wasReminded } from './remind-queries.ts'

type Counted = { groups: CountedGroup[]; isMore: boolean }

/**
 * Counts selected people by what a reminder or an exemption does with them, from the counters where no person has to be
 * read.
 */
export async function countGroups(deps: RosterDeps, policy: ActivePolicy, selected: Selected): Promise<Counted> {
  const object = remindedObject(policy.id, today(deps))
  const { userids, filter: { state, ...filters } = {} } = selected
  return userids === undefined && !selected.except?.length && Object.keys(filters).length === 0
    ? { groups: await countByState(deps, policy, selected, state), isMore: false }
    : countSelected(deps, policy, selected, wasReminded(object))
}

async function countByState(
  deps: RosterDeps,
  policy: ActivePolicy,
  selected: Selected,
  only: RosterState | undefined,
): Promise<CountedGroup[]> {
  await refreshBeforeRead(deps)
  const { scope } = selected
  const counts = toCounts((await readTotals(deps.db, policy.id, [scope])).get(scope) ?? {}, policy, deps)
  const groups = new Map<CountedGroup['group'], CountedGroup>()
  for (const state of rosterStates.filter((one) => (only === undefined || one === only) && counts[one] > 0)) {
    const group = state === 'pending' || state === 'overdue' ? 'other' : state
    const names = await namesOf(deps, policy, { scope, filter: { state } })
    const before = groups.get(group) ?? { group, count: 0, names: [] }
    groups.set(group, {
      group,
      count: before.count + counts[state],
      names: [...before.names, ...names].slice(0, NAMES_PER_GROUP),
    })
  }
  return moveReminded(deps, policy, scope, groups)
}

const namesOf = async (deps: RosterDeps, policy: ActivePolicy, selected: Selected) =>
  (await listSelected(deps, policy, selected, NAMES_PER_GROUP)).slice(0, NAMES_PER_GROUP).map(({ name }) => name)

/** Moves the people who were reminded today into a separate group; they are read one by one on such a day only. */
async function moveReminded(
  deps: RosterDeps,
  policy: ActivePolicy,
  scope: number,
  groups: ReadonlyMap<CountedGroup['group'], CountedGroup>,
): Promise<CountedGroup[]> {
  const all = [...groups.values()]
  const other = groups.get('other')
  if (!other || !(await hasRemindedAnyone(deps.db, policy.id, today(deps)))) return all
  const reminded = await countReminded(deps, remindedObject(policy.id, today(deps)), policy, scope)
  const left = Math.max(0, other.count - reminded)
  return [
    ...all.filter((one) => one !== other),
    { ...other, count: left, names: left === 0 ? [] : other.names },
    { group: 'reminded_today', count: other.count - left, names: [] },
  ]
}
