import type { directoryChanges } from '../db/schema/index.ts'
import type { MemberChange } from '../domain-events/domain-events.ts'
import type { WecomMember } from '../ports/wecom.ts'

type Change = typeof directoryChanges.$inferInsert
/** A change of one member: its kind and details, never a name. */
export type Drift = Pick<Change, 'kind' | 'details'>

/** Statuses of a member, as WeCom numbers them (doc 90196). */
export const ACTIVE = 1
export const DISABLED = 2
export const NOT_ACTIVATED = 4
export const LEFT = 5

/** A member as stored. */
export type StoredMember = {
  name: string
  alias: string
  departmentIds: readonly number[]
  mainDepartmentId: number | null
  leaderOf: readonly number[]
  position: string
  telephone: string
  status: number
  isMarkedPartner: boolean
}

const sorted = (ids: readonly number[]) => ids.toSorted((a, b) => a - b)
const isSame = (one: readonly number[], other: readonly number[]) => sorted(one).join() === sorted(other).join()
const between = (from: readonly number[], to: readonly number[]) => ({ from: sorted(from), to: sorted(to) })

const statusDrift = (from: number, to: number): Drift => ({
  kind: from === LEFT ? 'joined' : 'status',
  details: between([from], [to]),
})

const STATUS_AND_DEPARTMENT_KINDS: MemberChange['drift'] = ['status', 'left', 'joined', 'moved']

/** Returns whether the member joined, left, changed departments, or lost or regained the right to sign in. */
export const changesStatusOrDepartment = ({ drift }: Pick<MemberChange, 'drift'>): boolean =>
  drift.some((kind) => STATUS_AND_DEPARTMENT_KINDS.includes(kind))

/** Lists the userids of members with a change of status or department: their requests, approvals and groups are checked. */
export const withChangedStatusOrDepartment = (members: readonly MemberChange[]): string[] =>
  members.filter(changesStatusOrDepartment).map(({ userid }) => userid)

/** Lists all differences between WeCom and the stored member. Empty: nothing to write. */
export function driftOf(stored: StoredMember | null, now: WecomMember, isMarkedPartner = false): Drift[] {
  if (!stored) return [{ kind: 'joined', details: between([], now.departments) }]
  const drift: Drift[] = []
  if (stored.status !== now.status) drift.push(statusDrift(stored.status, now.status))
  if (stored.name !== now.name) drift.push({ kind: 'renamed', details: {} })
  if (!isSame(stored.departmentIds, now.departments) || stored.mainDepartmentId !== now.mainDepartment)
    drift.push({ kind: 'moved', details: between(stored.departmentIds, now.departments) })
  if (!isSame(stored.leaderOf, now.leads)) drift.push({ kind: 'leader', details: between(stored.leaderOf, now.leads) })
  const hasSameTexts =
    stored.position === now.position && stored.telephone === now.telephone && stored.alias === now.alias
  if (!hasSameTexts || stored.isMarkedPartner !== isMarkedPartner) drift.push({ kind: 'position', details: {} })
  return drift
}
