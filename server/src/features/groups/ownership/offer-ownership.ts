import { sameUserid } from '@desk/shared/kernel/ids'
import { today } from '../../../access/grant-conditions.ts'
import type { Tx } from '../../../db/database.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import type { GroupRow } from '../model/group-queries.ts'
import { findFacts, listOwnerCandidates } from '../model/member-facts-queries.ts'
import { insertOffers, listDeclinedUserids } from '../model/ownership-offer-queries.ts'
import { responsibleFor } from '../model/responsible-people.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

/** Maximum number of members to whom ownership is offered, besides the deputy. */
const OFFERED_MEMBERS_MAX = 3

/**
 * Offers the group to the deputy and the members who work in its department and joined first, without those who
 * declined before. When there is none, notifies the people responsible for the department. An archived or ended group is
 * not offered.
 */
export async function offerOwnership(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  const { deputyId, ownerId, departmentPath, state } = group
  if (state === 'archived' || state === 'gone') return
  // Two more are read, since the owner and the deputy may be among them.
  const candidates = await listOwnerCandidates(tx, group, departmentPath.at(-1) ?? 0, OFFERED_MEMBERS_MAX + 2)
  const deputyFacts = deputyId === null ? undefined : await findFacts(tx, deputyId, today(deps))
  const declined = await listDeclinedUserids(tx, group)
  const hasNotDeclined = (userid: string) => !declined.includes(userid.toLowerCase())
  const deputy = deputyFacts?.status === ACTIVE && hasNotDeclined(deputyFacts.userid) ? [deputyFacts.userid] : []
  const others = candidates.filter((userid) => ![ownerId, ...deputy].some((other) => sameUserid(other, userid)))
  const offeredTo = [...deputy, ...others.slice(0, OFFERED_MEMBERS_MAX)]
  const now = deps.clock.now()
  await insertOffers(tx, group.id, offeredTo, now)
  const people = await memberNames(tx, [ownerId])
  const notified = offeredTo.length > 0 ? offeredTo : await responsibleFor({ ...deps, db: tx }, departmentPath)
  for (const userid of notified)
    await enqueueGroupNotice(deps, tx, {
      event: 'group.vacant',
      text: offeredTo.length > 0 ? 'group.vacant' : 'group.ownerless',
      groupId: group.id,
      userid,
      values: { name: group.name, owner: people(ownerId).name },
      again: now.toISOString(),
    })
}
