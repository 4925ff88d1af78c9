import type { PeopleFilters } from '@desk/shared/policies/board-schemas'
import type { ListedState } from '@desk/shared/policies/roster'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { type CounterState, departmentsOfPage, listWithState, WHOLE_COMPANY } from '../roster/count-queries.ts'
import { countersOf } from '../roster/counters-of-state.ts'
import { hasRecounts } from '../roster/pending-recount-queries.ts'
import {
  afterInOrder,
  byDepartment,
  hasManyPartners,
  inDepartmentsAfter,
  listMembersInOrder,
  listPartnersAmongNext,
  toConditions,
} from '../roster/filter-queries.ts'
import {
  allOf,
  amongUserids,
  type Condition,
  listRoster,
  type RosterDeps,
  type RosterRow,
} from '../roster/roster-queries.ts'
import { withinScope } from '../roster/selection-queries.ts'

/** Departments read per query. */
const DEPARTMENT_BATCH = 50
/** How many members found by an index are read at a time: at first enough for a page of most lists, then `CANDIDATES`. */
const FIRST_CANDIDATES = 500
const CANDIDATES = 5_000
/** How many partners are read first if there are many: nearly all of them are on the roster, so that they fill a page. */
const FIRST_PARTNERS = 150
/** How many candidates are looked up on the roster at a time: few at first, then twice as many each time. */
const FIRST_BATCH = 50
const LAST_BATCH = 1_000

/** Which people a list contains, before they are ordered. */
export type RosterSelection = { scope: number; state: ListedState | undefined; filters: PeopleFilters }

/** The position of a person in the order by department. */
export type PersonPosition = { departmentId: number; userid: string }
/** The position before the first person. */
export const START: PersonPosition = { departmentId: 0, userid: '' }

/**
 * Counters with people who have to sign only what changed. Those with a personal due date that is over have no separate
 * counter.
 */
const withOlder: readonly CounterState[] = ['pending_change', 'open_change', 'overdue']
/** Counters with people who have to sign all. */
const withAll: readonly CounterState[] = ['pending', 'open', 'overdue']

/** Returns the counters that contain everyone who matches, and possibly others. */
export function countersToSearch(
  deps: RosterDeps,
  policy: ActivePolicy,
  { state, filters: { overdueDays, olderOnly } }: Pick<RosterSelection, 'state' | 'filters'>,
): readonly CounterState[] {
  const states = countersOf(deps, state ?? (overdueDays === undefined ? undefined : 'overdue'), policy)
  if (olderOnly === undefined) return states
  return states.filter((counter) => (olderOnly === '1' ? withOlder : withAll).includes(counter))
}

/** Returns whether only joiners or partners match: they are few, so they are read directly instead of by department. */
const matchesFew = ({ joinedAfter, partner }: PeopleFilters): boolean =>
  joinedAfter !== undefined || partner !== undefined

/** Returns whether an index finds the people, so that departments are not read by their counters. */
export const isFoundByIndex = (filters: PeopleFilters): boolean => filters.q !== undefined || matchesFew(filters)

/**
 * Lists up to `limit` people by department. Skips departments whose counters show no one in that state, so that the cost
 * depends on the page and not on the company. Counters do not cover filters, so with filters one query searches many
 * departments.
 */
export async function listByDepartment(
  deps: RosterDeps,
  policy: ActivePolicy,
  { scope, state, filters }: RosterSelection,
  { after: { departmentId: from, userid }, limit }: { after: PersonPosition; limit: number },
): Promise<RosterRow[]> {
  const conditions = toConditions(deps, policy, { state, ...filters })
  const states = countersToSearch(deps, policy, { state, filters })
  const where = allOf(conditions.where)
  const options = { where, limit }
  // Names are found by an index, whatever the number of departments; so are joiners and partners, but those of the present only.
  if (filters.q !== undefined || (matchesFew(filters) && deps.asOf === undefined)) {
    const few =
      filters.q === undefined && state !== undefined ? await listFewDepartments(deps, policy, scope, states) : null
    if (few?.length === 0) return []
    const only = [...conditions.only, ...(few === null ? [] : [inDepartmentsAfter(few, from, userid)])]
    const isEverywhere = few === null && scope === WHOLE_COMPANY
    return listFoundMembers(deps, policy, { from, userid, scope, filters, only, where, limit, isEverywhere })
  }
  // Counters do not cover the other filters.
  const isCovered = !matchesFew(filters) && filters.overdueDays === undefined && filters.olderOnly === undefined
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
    if (rows.length >= limit || isEnd || lastId === undefined) return rows.slice(0, limit)
    first = lastId + 1
  }
}

/**
 * Lists the departments that have people in one of these states; null: there are many, or the counters may lack some. For a
 * rare state, only the joiners or partners of these departments are then looked up on the roster.
 */
async function listFewDepartments(
  { db }: RosterDeps,
  { id }: ActivePolicy,
  scope: number,
  states: readonly CounterState[],
): Promise<number[] | null> {
  if (await hasRecounts(db, id)) return null
  const found = await listWithState(db, id, { departmentId: scope, states, from: 0, limit: DEPARTMENT_BATCH })
  return found.length < DEPARTMENT_BATCH ? found.map((department) => department.id) : null
}

type IndexedSearch = {
  from: number
  userid: string
  scope: number
  filters: PeopleFilters
  only: readonly Condition[]
  where: Condition
  limit: number
  /** Whether the people may be in any department of the company. */
  isEverywhere: boolean
}

/** Reads members whom an index finds, in the order of the list, until there are enough. */
async function listFoundMembers(
  deps: RosterDeps,
  policy: ActivePolicy,
  { from, userid, scope, filters, only, where, limit, isEverywhere }: IndexedSearch,
): Promise<RosterRow[]> {
  const rows: RosterRow[] = []
  // A search reads the people whom it finds, who are fewer than all partners.
  const isPartner = filters.partner !== undefined && filters.q === undefined && deps.asOf === undefined
  let after = { departmentId: from, userid }
  const addRowsOf = async (found: readonly { departmentId: number; userid: string }[]) => {
    // A page is mostly full after the first few; larger batches are for rare states.
    let [next, size] = [0, FIRST_BATCH]
    while (next < found.length && rows.length < limit) {
      const batch = found.slice(next, next + size)
      const among = amongUserids(batch.map((member) => member.userid))
      rows.push(...(await listRoster(deps, policy, { only: among, where, order: byDepartment, limit: size })))
      next += size
      size = Math.min(size * 2, LAST_BATCH)
    }
    after = found.at(-1) ?? after
  }
  const isAnyPartner = isPartner && filters.joinedAfter === undefined && isEverywhere
  if (isAnyPartner && (await hasManyPartners(deps.db)))
    await addRowsOf(await listPartnersAmongNext(deps.db, after, FIRST_PARTNERS))
  for (let candidates = FIRST_CANDIDATES; rows.length < limit; candidates = CANDIDATES) {
    const wanted = [afterInOrder(after.departmentId, after.userid), ...withinScope(scope), ...only]
    const found = await listMembersInOrder(deps.db, { only: allOf(wanted), isPartner, limit: candidates })
    await addRowsOf(found)
    if (found.length < candidates) break
  }
  return rows.slice(0, limit)
}
