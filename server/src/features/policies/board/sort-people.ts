import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { type PeopleSort, peopleSorts } from '@desk/shared/policies/people-sorts'
import { requiredStates, type RosterState, statesOf } from '@desk/shared/policies/roster'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import type { Counters } from '../roster/count-queries.ts'
import { toCounts } from '../roster/counts.ts'
import { countReminders } from '../roster/person-queries.ts'
import type { RosterDeps, RosterRow } from '../roster/roster-queries.ts'
import { listFirstViews } from '../signing/first-view-queries.ts'
import {
  countersToSearch,
  isFoundByIndex,
  listByDepartment,
  type PersonPosition,
  type RosterSelection,
  START,
} from './list-by-department.ts'

/** The states in the order of their urgency. */
const urgency: readonly RosterState[] = [
  'overdue',
  'undelivered',
  'questioned',
  'pending',
  'exempt',
  'signed',
  'excluded',
]
/** Maximum number of people who are read and sorted in memory. Longer lists are sorted by state, which the counters know. */
const SORTED_MAX = 500
/** The maximum for later pages, since a list may grow between two pages. */
const SORTED_MAX_LATER = 2 * SORTED_MAX
/** One more than a page, which shows whether there is another. */
const PAGE = DESK_PAGE_SIZE + 1
/** The value of people who have none: they are last in both directions. */
const NONE = Number.MAX_SAFE_INTEGER

type Order = { key: PeopleSort; isDescending: boolean }
/** A person's position in a sorted list: by value, and by department among equals. */
type SortedPosition = PersonPosition & { value: number }
type SortedRow = { row: RosterRow; value: number }
type Listed = RosterSelection & { counters: Counters }

type SortedPage = {
  rows: RosterRow[]
  next: string | null
  /** The order; null: by department. */
  sort: PeopleSort | null
  /** The keys by which this list can be sorted. */
  sorts: PeopleSort[]
}

const parseOrder = (sort: string): Order => {
  const key = peopleSorts.find((known) => sort === known || sort === `-${known}`)
  return { key: key ?? 'state', isDescending: sort.startsWith('-') }
}

/** Parses the position of the last person shown: `[value~]department:userid`. Without a value the list is by department. */
function parsePosition(after: string): PersonPosition & { value: number | null } {
  const [, value, departmentId = '0', userid = ''] = /^(?:(-?\d+)~)?(\d+):(.*)$/.exec(after) ?? []
  return { value: value === undefined ? null : Number(value), departmentId: Number(departmentId), userid }
}

function isAfter(position: SortedPosition, other: SortedPosition): boolean {
  if (position.value !== other.value) return position.value > other.value
  if (position.departmentId !== other.departmentId) return position.departmentId > other.departmentId
  return position.userid > other.userid
}

/**
 * Returns a page of people. A list that has up to `SORTED_MAX` people according to the counters is read and sorted by any
 * key. A longer one is sorted by state: the states follow each other, each by department from its counters. Where a search
 * or another index finds people in a longer one, they are sorted if they fit one page, and listed by department otherwise.
 */
export async function listSorted(
  deps: RosterDeps,
  policy: ActivePolicy,
  listed: Listed,
  { sort, after }: { sort: string | undefined; after: string | undefined },
): Promise<SortedPage> {
  const position = after === undefined ? null : parsePosition(after)
  if (sort === undefined || position?.value === null)
    return pageByDepartment(await listByDepartment(deps, policy, listed, { after: position ?? START, limit: PAGE }))
  const order = parseOrder(sort)
  const last = position && { ...position, value: position.value ?? 0 }
  // Later pages of a list sorted by state come from the database in this order, so only the first limit applies.
  const max = last === null || order.key === 'state' ? SORTED_MAX : SORTED_MAX_LATER
  const isFew = countSearched(deps, policy, listed) <= max
  if (!isFew && !isFoundByIndex(listed.filters)) {
    if (last && order.key !== 'state') throw grownListError()
    const isDescending = order.key === 'state' && order.isDescending
    return pageOf(await listByState(deps, policy, listed, { isDescending, last }), 'state', ['state'])
  }
  const all = await listByDepartment(deps, policy, listed, { after: START, limit: isFew ? max + 1 : PAGE })
  if (all.length > (isFew ? max : DESK_PAGE_SIZE)) {
    if (last) throw grownListError()
    return pageByDepartment(all)
  }
  const sorted = await sortRows(deps, policy, all, order)
  const rest = last === null ? sorted : sorted.filter((row) => isAfter(positionOf(row), last))
  return pageOf(rest, order.key, [...peopleSorts])
}

/** Returns the error of a list that is longer than it was at its first page, and cannot be continued in its order. */
const grownListError = () => new InvalidInputError('The list has grown', [{ path: 'after', code: 'page.unknown' }])

const countSearched = (deps: RosterDeps, policy: ActivePolicy, listed: Listed): number =>
  countersToSearch(deps, policy, listed).reduce((sum, counter) => sum + (listed.counters[counter] ?? 0), 0)

const positionOf = ({ row: { departmentId, userid }, value }: SortedRow): SortedPosition => ({
  departmentId,
  userid,
  value,
})

function pageByDepartment(all: readonly RosterRow[]): SortedPage {
  const rows = all.slice(0, DESK_PAGE_SIZE)
  const last = rows.at(-1)
  const next = all.length > rows.length && last ? `${String(last.departmentId)}:${last.userid}` : null
  return { rows, next, sort: null, sorts: [] }
}

function pageOf(all: readonly SortedRow[], sort: PeopleSort, sorts: PeopleSort[]): SortedPage {
  const { rows, next } = pageByDepartment(all.map(({ row }) => row))
  const value = all[rows.length - 1]?.value ?? 0
  return { rows, next: next === null ? null : `${String(value)}~${next}`, sort, sorts }
}

/** Lists one person more than a page, one state after the other. States without people are not read. */
async function listByState(
  deps: RosterDeps,
  policy: ActivePolicy,
  { counters, state, ...selection }: Listed,
  { isDescending, last }: { isDescending: boolean; last: SortedPosition | null },
): Promise<SortedRow[]> {
  const counts = toCounts(counters, policy, deps)
  const wanted = statesToRead({ state, ...selection }).filter((listed) => counts[listed] > 0)
  const ordered = isDescending ? wanted.toReversed() : wanted
  const rows: SortedRow[] = []
  for (const listed of ordered) {
    const value = valueOfState(listed, isDescending)
    if (last !== null && value < last.value) continue
    const after = last?.value === value ? last : START
    const limit = PAGE - rows.length
    const found = await listByDepartment(deps, policy, { ...selection, state: listed }, { after, limit })
    rows.push(...found.map((row) => ({ row, value })))
    if (rows.length >= PAGE) break
  }
  return rows
}

/** Returns the states that the list can contain, the most urgent first. */
function statesToRead({ state, filters }: RosterSelection): RosterState[] {
  const listed: readonly RosterState[] = state === undefined ? urgency : statesOf(state)
  const late: readonly RosterState[] = filters.overdueDays === undefined ? urgency : ['overdue']
  const unsigned: readonly RosterState[] = filters.olderOnly === undefined ? urgency : ['pending', 'overdue']
  return urgency.filter((known) => listed.includes(known) && late.includes(known) && unsigned.includes(known))
}

const valueOfState = (state: RosterState, isDescending: boolean): number =>
  isDescending ? -urgency.indexOf(state) : urgency.indexOf(state)

const hasToSign = (state: RosterState): boolean =>
  state !== 'signed' && (requiredStates as readonly RosterState[]).includes(state)

/** Sorts people in memory. Among equals, and in both directions, they stay by department. */
async function sortRows(
  deps: RosterDeps,
  policy: ActivePolicy,
  rows: readonly RosterRow[],
  { key, isDescending }: Order,
): Promise<SortedRow[]> {
  const read = await valuesOf[key](deps, policy, rows)
  return rows
    .map((row) => {
      const value = read(row)
      if (value === null) return { row, value: NONE }
      return { row, value: isDescending ? -value : value }
    })
    .sort((left, right) => (isAfter(positionOf(left), positionOf(right)) ? 1 : -1))
}

type ReadValue = (row: RosterRow) => number | null

/** The value of each key; null: the list shows none. */
const valuesOf: Record<
  PeopleSort,
  (deps: RosterDeps, policy: ActivePolicy, rows: readonly RosterRow[]) => ReadValue | Promise<ReadValue>
> = {
  state: () => (row) => urgency.indexOf(row.state),
  due: () => (row) => (hasToSign(row.state) ? row.dueAt.getTime() : null),
  async opened(deps, policy, rows) {
    const views = await listFirstViews(deps.db, policy, rows, deps.asOf)
    return ({ userid }) => views.get(userid.toLowerCase())?.getTime() ?? null
  },
  async reminders(deps, policy, rows) {
    const userids = rows.map(({ userid }) => userid)
    const counts = await countReminders(deps.db, userids, policy, deps.asOf)
    return (row) => {
      const count = counts.get(row.userid.toLowerCase()) ?? 0
      return count === 0 && !hasToSign(row.state) ? null : count
    }
  },
}
