import type { MemberActor } from '@desk/shared/identity/actor'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PeopleFilters, PersonRow } from '@desk/shared/policies/board-schemas'
import type { ListedState } from '@desk/shared/policies/roster'
import { today } from '../../../access/grant-conditions.ts'
import { toPeople } from '../board/list-people.ts'
import { type ActivePolicy, findPublishedPolicy } from '../document/policy-queries.ts'
import { WHOLE_COMPANY } from '../roster/count-queries.ts'
import { authorizeScope } from '../roster/count-scope.ts'
import { countErased, isRare, listWithRareState, mayBePartner, toConditions } from '../roster/filter-queries.ts'
import { policyAsOf, readerOf } from '../roster/policy-as-of.ts'
import {
  allOf,
  amongUserids,
  isNotSigned,
  listRoster,
  type RosterDeps,
  type Condition,
} from '../roster/roster-queries.ts'
import { listUseridsInScope, withinScope } from '../roster/selection-queries.ts'
import { filterText } from './roster-texts.ts'

const FIRST_BATCH = 200
const BATCH = 500
/** Members whose states are computed at a time for a file that may leave out most of them. */
const FILTERED_BATCH = 2000

/** The stored parameters of a roster file: policy, department, day, state and filters. */
export type RosterQuery = Readonly<Record<string, string>>

export type SelectedRoster = {
  /** Dependencies that read the roster as it is, or as it was at the end of `day` or at the retirement of the policy. */
  reader: RosterDeps
  policy: ActivePolicy
  day: CalendarDay | null
  scope: number
  state: ListedState | undefined
  filters: PeopleFilters
}

/** Returns what the file contains, with the member's current permissions. Null: the policy or the day is not stored. */
export async function selectRoster(
  deps: RosterDeps,
  actor: MemberActor,
  { policy: id, department, day, state, ...filters }: RosterQuery,
): Promise<SelectedRoster | null> {
  const scope = await authorizeScope(deps, actor, Number(department) || undefined)
  const policy = await findPublishedPolicy(deps.db, (id ?? '') as PolicyId)
  const rest = { scope, state: state as ListedState | undefined, filters: filters as PeopleFilters }
  if (!policy || day === undefined || day >= today(deps))
    return policy && { reader: readerOf(deps, policy), policy, day: null, ...rest }
  const past = await policyAsOf(deps, policy, day as CalendarDay)
  return past && { reader: past.deps, policy: past.policy, day: past.day, ...rest }
}

/** Returns whether a file has everyone on the company's list. */
export const isWhole = ({ scope, state, filters }: SelectedRoster): boolean =>
  scope === WHOLE_COMPANY && filterText(state, filters) === null

/** Yields the people of a file in batches, so that memory use does not grow with the file. */
export function peopleOf({ reader: deps, policy, scope, state, filters }: SelectedRoster): AsyncGenerator<PersonRow[]> {
  const { where } = toConditions(deps, policy, { state, ...filters })
  const { only } = toConditions(deps, policy, filters)
  const few = filters.partner === undefined ? only : [...only, mayBePartner]
  if (!isRare(state))
    return batchesOf(deps, policy, { where, list: (page) => listUseridsInScope(deps.db, scope, { ...page, few }) })
  const rare = { policyId: policy.id, state, only: [...withinScope(scope), ...few] }
  return batchesOf(deps, policy, { where, list: (page) => listWithRareState(deps.db, rare, page) })
}

/** Counts the people whom the file leaves out because their identity as signers was erased, whatever its filters. */
export const countErasedOf = ({ reader, policy, scope }: Pick<SelectedRoster, 'reader' | 'policy' | 'scope'>) =>
  countErased(reader, policy, withinScope(scope))

/** Lists the people who have not signed, `limit` at most. */
export async function listNotSigned(
  deps: RosterDeps,
  { policy, scope, limit }: Pick<SelectedRoster, 'policy' | 'scope'> & { limit: number },
): Promise<PersonRow[]> {
  const people: PersonRow[] = []
  const list: ListPage = (page) => listUseridsInScope(deps.db, scope, page)
  for await (const batch of batchesOf(deps, policy, { where: [isNotSigned], list })) {
    people.push(...batch)
    if (people.length >= limit) break
  }
  return people.slice(0, limit)
}

/** Lists members who may be in a file, by userid. */
type ListPage = (page: { after: string; limit: number }) => Promise<string[]>

/**
 * Yields people by userid. The states of some members are computed at a time, since those of everybody take longer than a
 * download may: at first of few, so that the file soon begins and an aborted download costs little.
 */
async function* batchesOf(
  deps: RosterDeps,
  policy: ActivePolicy,
  { where, list }: { where: readonly Condition[]; list: ListPage },
): AsyncGenerator<PersonRow[]> {
  let after: string | undefined = ''
  const most = where.length === 0 ? BATCH : FILTERED_BATCH
  for (let limit = FIRST_BATCH; after !== undefined; limit = Math.min(limit * 2, most)) {
    const found: string[] = await list({ after, limit })
    const rows = await listRoster(deps, policy, { only: amongUserids(found), where: allOf(where), limit })
    if (rows.length > 0) yield await toPeople(deps, policy, rows)
    after = found[limit - 1]
  }
}
