import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { today } from '../../../access/grant-conditions.ts'
import type { Tx } from '../../../db/database.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import { type GroupRow, lockGroup } from '../model/group-queries.ts'
import { findFacts, listOwnerCandidates } from '../model/member-facts-queries.ts'
import {
  insertOffers,
  isOfferedToHeir,
  listDeclinedUserids,
  listUseridsWithOpenOffer,
} from '../model/ownership-offer-queries.ts'
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
  if (offeredTo.length > 0) return offerTo(deps, tx, group, offeredTo)
  await notifyEach(deps, tx, group, 'group.ownerless', await responsibleFor({ ...deps, db: tx }, departmentPath))
}

/** Offers the group to others if it has neither an owner nor anybody who is asked or agreed to own it. */
export async function offerUnlessAsked(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  if (group.vacantSince === null || group.nextOwnerId !== null) return
  if ((await listUseridsWithOpenOffer(tx, group.id)).length === 0) await offerOwnership(deps, tx, group)
}

/**
 * Offers a group without an owner to its new deputy as well, also if they declined before: whoever appointed them may have
 * talked with them since.
 */
export async function offerToDeputy(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  const { id, deputyId, nextOwnerId, vacantSince } = group
  if (deputyId === null || vacantSince === null || nextOwnerId !== null || (await isOfferedToHeir(tx, id))) return
  const asked = await listUseridsWithOpenOffer(tx, id)
  if (!asked.includes(deputyId.toLowerCase())) await offerTo(deps, tx, group, [deputyId])
}

async function offerTo(deps: GroupStepDeps, tx: Tx, group: GroupRow, userids: readonly string[]): Promise<void> {
  await insertOffers(tx, group.id, userids, deps.clock.now())
  await notifyEach(deps, tx, group, 'group.vacant', userids)
}

async function notifyEach(
  deps: GroupStepDeps,
  tx: Tx,
  { id, name, ownerId }: GroupRow,
  text: 'group.vacant' | 'group.ownerless',
  userids: readonly string[],
): Promise<void> {
  const people = await memberNames(tx, [ownerId])
  for (const userid of userids)
    await enqueueGroupNotice(deps, tx, {
      event: 'group.vacant',
      text,
      groupId: id,
      userid,
      values: { name, owner: people(ownerId).name },
      again: deps.clock.now().toISOString(),
    })
}

/** Offers a group whose owner is gone, once the heir of its owner does not take it over, unless somebody else does. */
export async function offerIfVacant(deps: GroupStepDeps, tx: Tx, id: GroupId): Promise<void> {
  const group = await lockGroup(tx, id)
  if (group === null || group.state === 'gone' || group.state === 'archived') return
  // The owner may be back already.
  const isOwnerActive = (await findFacts(tx, group.ownerId, today(deps)))?.status === ACTIVE
  if (!isOwnerActive) await offerUnlessAsked(deps, tx, group)
}
