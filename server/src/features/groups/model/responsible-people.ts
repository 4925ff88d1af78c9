import type { ReadDeps } from '../../../kernel/deps.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import type { GroupRow } from './group-queries.ts'

type GroupLeadership = Pick<GroupRow, 'ownerId' | 'deputyId' | 'vacantSince' | 'departmentPath'>

/** Returns the present leaders: the owner, unless gone, and the deputy. */
export const leadersOf = ({ ownerId, deputyId, vacantSince }: Omit<GroupLeadership, 'departmentPath'>): string[] => [
  ...(vacantSince === null ? [ownerId] : []),
  ...(deputyId === null ? [] : [deputyId]),
]

/** Returns the leader who acts: the deputy only once the owner is gone. Null: the group has no leader. */
export const leaderOf = ({ ownerId, deputyId, vacantSince }: Omit<GroupLeadership, 'departmentPath'>): string | null =>
  vacantSince === null ? ownerId : deputyId

/** Returns the people responsible for a department: its admins, or the management department if it has none. */
export async function responsibleFor(
  deps: ReadDeps,
  path: readonly number[],
  isEligible: (userid: string) => boolean = () => true,
): Promise<string[]> {
  const { admins, ops } = await holdersFor(deps, path)
  const userids = (list: typeof ops) => [...new Set(list.map(({ userid }) => userid))].filter(isEligible)
  return userids(admins).length > 0 ? userids(admins) : userids(ops)
}

/** Returns who acts next on the group's open tasks. */
export async function inCharge(deps: ReadDeps, group: GroupLeadership): Promise<string[]> {
  const leader = leaderOf(group)
  return leader === null ? responsibleFor(deps, group.departmentPath) : [leader]
}
