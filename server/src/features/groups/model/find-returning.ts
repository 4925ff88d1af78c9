import { goneReasonOf } from '@desk/shared/groups/group-states'
import { today } from '../../../access/grant-conditions.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type GroupMemberRow, type GroupRow, listArchivedMembers } from './group-queries.ts'
import { factsOf } from './member-facts-queries.ts'

/** Members who return with a restoration, and those who would and have left the company, are disabled or unknown. */
export type Returning = { returning: readonly GroupMemberRow[]; leftOut: readonly string[] }

/** Finds the members who were removed with the archive and are to be added again; none while it is archived. */
export async function findReturning(deps: ReadDeps, { id, state }: Pick<GroupRow, 'id' | 'state'>): Promise<Returning> {
  const archived = state === 'archived' ? [] : await listArchivedMembers(deps.db, id)
  const userids = archived.map(({ userid }) => userid)
  const facts = await factsOf(deps.db, userids, today(deps))
  // As a guest, so that a change of department keeps nobody out: the next review decides about that.
  const leftOut = userids.filter((userid) => {
    const one = facts.get(userid)
    return !one || goneReasonOf('guest', null, one) !== null
  })
  return { returning: archived.filter(({ userid }) => !leftOut.includes(userid)), leftOut }
}
