import type { ReadDeps } from '../../../kernel/deps.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import type { GroupRow } from './group-queries.ts'

type Led = Pick<GroupRow, 'ownerId' | 'deputyId' | 'vacantSince' | 'departmentPath'>

/** Who leads it now: the owner as long as they are there, and the deputy. */
export const leadersOf = ({ ownerId, deputyId, vacantSince }: Omit<Led, 'departmentPath'>): string[] => [
  ...(vacantSince === null ? [ownerId] : []),
  ...(deputyId === null ? [] : [deputyId]),
]

/** The one of them who acts: the deputy only once the owner is gone. Null: nobody leads it. */
export const leaderOf = ({ ownerId, deputyId, vacantSince }: Omit<Led, 'departmentPath'>): string | null =>
  vacantSince === null ? ownerId : deputyId

/** Whoever answers for its department: its admins, or the management department where it has none. */
export async function answeringFor(
  deps: ReadDeps,
  path: readonly number[],
  isFit: (userid: string) => boolean = () => true,
): Promise<string[]> {
  const { admins, ops } = await holdersFor(deps, path)
  const fit = (list: typeof ops) => [...new Set(list.map(({ userid }) => userid))].filter(isFit)
  return fit(admins).length > 0 ? fit(admins) : fit(ops)
}

/** Who acts next on what waits in the group. */
export async function inCharge(deps: ReadDeps, group: Led): Promise<string[]> {
  const leader = leaderOf(group)
  return leader === null ? answeringFor(deps, group.departmentPath) : [leader]
}
