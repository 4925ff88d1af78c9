import { goneReasonOf } from '@desk/shared/groups/group-states'
import { today } from '../../../access/grant-conditions.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type GroupMemberRow, type GroupRow, listArchivedMembers } from './group-queries.ts'
import { factsOf } from './member-facts-queries.ts'

/**
 * `returning`: people to add in WeCom. `leftOut`: those who left the company, whose account is disabled for another reason than
 * a lost phone, whose contract ended, or who are not in the directory.
 */
export type Returning = { returning: readonly GroupMemberRow[]; leftOut: readonly string[] }

/** Finds the members to add after a restoration, and people who join by request; none while the group is archived. */
export async function findReturning(deps: ReadDeps, { id, state }: Pick<GroupRow, 'id' | 'state'>): Promise<Returning> {
  const archived = state === 'archived' ? [] : await listArchivedMembers(deps.db, id)
  const userids = archived.map(({ userid }) => userid)
  const facts = await factsOf(deps.db, userids, today(deps))
  // Everybody is treated as a guest, so that a change of department keeps nobody out: the next review decides about it.
  const leftOut = userids.filter((userid) => {
    const person = facts.get(userid)
    return !person || goneReasonOf('guest', null, person) !== null
  })
  return { returning: archived.filter(({ userid }) => !leftOut.includes(userid)), leftOut }
}
