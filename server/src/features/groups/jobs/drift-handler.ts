import { goneReasonOf } from '@desk/shared/groups/group-states'
import { sameUserid, type GroupId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { GroupDeps, GroupStepDeps } from '../model/group-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { listMemberships } from '../review/due-queries.ts'
import {
  countMembers,
  type GroupRow,
  listGroupMembers,
  lockGroup,
  patchMembers,
  saveGroup,
} from '../model/group-queries.ts'
import { responsibleFor } from '../model/responsible-people.ts'
import { syncGroupCards } from '../notices/sync-group-cards.ts'
import { colleaguesIn, factsOf, type PersonFacts } from '../model/member-facts-queries.ts'
import {
  answerOffer,
  closeOffers,
  insertOffers,
  isOfferedToHeir,
  listDeclinedUserids,
  listUseridsWithOpenOffer,
} from '../model/ownership-offer-queries.ts'
import { openReview } from '../review/open-review.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'
import { ACTIVE, LEFT } from '../../../directory/member-drift.ts'

/** Number of members to whom ownership is offered, beside the deputy. */
const OFFERED_TO = 3
const PAGE = 50
const WORKER = 'system:groups.drift'

/** Updates every group of a member who moved, left, was locked or returned. Removes no member. */
export const driftHandler = (deps: GroupDeps): JobHandler => ({
  async handle(job) {
    const { userid } = job.payload as { userid: string }
    let after = ''
    for (;;) {
      const ids = await listMemberships(deps.db, userid, after, PAGE)
      for (const id of ids) await deps.db.transaction((tx) => updateGroup(deps, tx, id, userid))
      after = ids.at(-1) ?? after
      if (ids.length < PAGE) return noWrites
    }
  },
})

async function updateGroup(deps: GroupStepDeps, tx: Tx, id: GroupId, userid: string): Promise<void> {
  const group = await lockGroup(tx, id)
  if (!group || group.state === 'gone') return
  const facts = await factsOf(tx, [userid], today(deps))
  const one = facts.get(userid.toLowerCase())
  if (!one) return
  const moved = await updateReasons(deps, tx, group, facts)
  const led = await updateLeaders(deps, tx, moved, one)
  const saved = isActive(one) ? led : await updateOffer(deps, tx, led, userid)
  if (saved.goneCount > group.goneCount && saved.state === 'active') await openReview(deps, tx, saved)
  await syncGroupCards(deps, tx, id, WORKER)
}

/** Updates each member whose reason for membership no longer applies, or applies again. */
export async function updateReasons(
  deps: Pick<Deps, 'clock'>,
  tx: Tx,
  group: GroupRow,
  facts: ReadonlyMap<string, PersonFacts>,
): Promise<GroupRow> {
  const at = deps.clock.now()
  let changed = 0
  for (const member of await listGroupMembers(tx, group.id)) {
    const now = facts.get(member.userid)
    if (!now) continue
    const goneReason = goneReasonOf(member.reason, member.departmentId, now)
    if (goneReason === member.goneReason) continue
    changed += 1
    await patchMembers(tx, group.id, [member.userid], { goneReason, goneAt: goneReason === null ? null : at })
  }
  if (changed === 0) return group
  return saveGroup(tx, group, await countMembers(tx, group.id))
}

const isActive = ({ status }: PersonFacts) => status === ACTIVE
// A locked account does not count: a lost phone is no reason to replace the deputy.
const hasLeft = ({ status }: PersonFacts) => status === LEFT

async function updateLeaders(deps: GroupStepDeps, tx: Tx, group: GroupRow, one: PersonFacts): Promise<GroupRow> {
  // An archived group needs no decision; its leaders are checked when it is restored.
  if (group.state === 'archived') return group
  if (sameUserid(one.userid, group.ownerId)) return updateVacancy(deps, tx, group, one)
  const isDeputy = group.deputyId !== null && sameUserid(one.userid, group.deputyId)
  return isDeputy && hasLeft(one) ? removeDeputy(deps, tx, group) : group
}

/** Removes the deputy, and notifies the owner to appoint another. */
export async function removeDeputy(deps: NoticeDeps, tx: Tx, group: GroupRow): Promise<GroupRow> {
  const { deputyId } = group
  if (deputyId === null) return group
  const at = deps.clock.now()
  const saved = await saveGroup(tx, group, { deputyId: null })
  const people = await memberNames(tx, [deputyId])
  await recordAudit(tx, {
    at,
    actor: WORKER,
    action: 'group.deputy_gone',
    object: group.id,
    details: { deputy: deputyId },
  })
  // A group without an owner is offered: its next owner appoints the deputy.
  if (group.vacantSince !== null) return saved
  await enqueueGroupNotice(deps, tx, {
    event: 'group.deputy',
    text: 'group.deputy_gone',
    groupId: group.id,
    userid: group.ownerId,
    values: { name: group.name, deputy: people(deputyId).name },
    again: at.toISOString(),
  })
  return saved
}

// The person to whom the group was offered, or who accepted, is gone: offer it to others.
async function updateOffer(deps: GroupStepDeps, tx: Tx, group: GroupRow, userid: string): Promise<GroupRow> {
  if (group.vacantSince === null) return group
  const wasNext = group.nextOwnerId !== null && sameUserid(group.nextOwnerId, userid)
  const wasAsked = await answerOffer(tx, group.id, userid, 'over', deps.clock.now())
  if (!wasNext && !wasAsked) return group
  const saved = wasNext ? await saveGroup(tx, group, { nextOwnerId: null }) : group
  if (saved.nextOwnerId === null && (await listUseridsWithOpenOffer(tx, group.id)).length === 0)
    await offerOwnership(deps, tx, saved)
  return saved
}

/** Offers a group whose owner is gone; it is never assigned. */
async function updateVacancy(deps: GroupStepDeps, tx: Tx, group: GroupRow, owner: PersonFacts): Promise<GroupRow> {
  const now = deps.clock.now()
  if (isActive(owner)) {
    if (group.vacantSince === null || group.nextOwnerId !== null) return group
    await closeOffers(tx, group.id, now)
    return saveGroup(tx, group, { vacantSince: null })
  }
  if (group.vacantSince !== null) return group
  const saved = await saveGroup(tx, group, { vacantSince: now })
  // An heir accepted it with the closing of the owner's account, or is being asked: nobody else is.
  if (saved.nextOwnerId === null && !(await isOfferedToHeir(tx, group.id))) await offerOwnership(deps, tx, saved)
  const details = { status: owner.status }
  await recordAudit(tx, { at: now, actor: WORKER, action: 'group.vacant', object: group.id, details })
  return saved
}

/**
 * Offers the group to the deputy and the members who work in its department and joined first, without those who
 * declined before. When there is none, notifies the people responsible for the department.
 */
export async function offerOwnership(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<string[]> {
  const { deputyId, ownerId, departmentPath } = group
  const colleagues = await colleaguesIn(tx, group, departmentPath.at(-1) ?? 0, OFFERED_TO + 2)
  const deputyFacts =
    deputyId === null ? null : (await factsOf(tx, [deputyId], today(deps))).get(deputyId.toLowerCase())
  const declined = await listDeclinedUserids(tx, group)
  const hasNotDeclined = (userid: string) => !declined.includes(userid.toLowerCase())
  const deputy = deputyFacts && isActive(deputyFacts) && hasNotDeclined(deputyFacts.userid) ? [deputyFacts.userid] : []
  const others = colleagues.filter((userid) => ![ownerId, ...deputy].some((other) => sameUserid(other, userid)))
  const offeredTo = [...deputy, ...others.slice(0, OFFERED_TO)]
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
  return offeredTo
}
