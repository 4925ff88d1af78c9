import { sameUserid, type GroupId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { today } from '../../../access/grant-conditions.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { GroupDeps, GroupStepDeps } from '../model/group-deps.ts'
import { listMemberships } from '../review/due-queries.ts'
import { type GroupRow, lockGroup, saveGroup } from '../model/group-queries.ts'
import { endJoinRequest } from '../model/join-request-queries.ts'
import { syncGroupCards } from '../notices/sync-group-cards.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'
import {
  answerOffer,
  closeOffers,
  isOfferedToHeir,
  listUseridsWithOpenOffer,
} from '../model/ownership-offer-queries.ts'
import { offerOwnership } from '../ownership/offer-ownership.ts'
import { removeDeputy } from '../registry/remove-deputy.ts'
import { closeEmptyReview, openReview } from '../review/open-review.ts'
import { updateReasons } from '../review/update-reasons.ts'
import { ACTIVE, LEFT } from '../../../directory/member-drift.ts'

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
  if (hasLeft(one)) await endJoinRequest(tx, id, userid, deps.clock.now())
  if (saved.goneCount > group.goneCount && saved.state === 'active') await openReview(deps, tx, saved)
  else await closeEmptyReview(deps, tx, saved)
  await syncGroupCards(deps, tx, id, WORKER)
}

const isActive = ({ status }: PersonFacts) => status === ACTIVE
// A locked account does not count: a lost phone is no reason to replace the deputy, or to end a join request.
const hasLeft = ({ status }: PersonFacts) => status === LEFT

async function updateLeaders(deps: GroupStepDeps, tx: Tx, group: GroupRow, one: PersonFacts): Promise<GroupRow> {
  // An archived group needs no decision; its leaders are checked when it is restored.
  if (group.state === 'archived') return group
  if (sameUserid(one.userid, group.ownerId)) return updateVacancy(deps, tx, group, one)
  const isDeputy = group.deputyId !== null && sameUserid(one.userid, group.deputyId)
  return isDeputy && hasLeft(one) ? removeDeputy(deps, tx, group) : group
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
  // Unless an heir accepted the group with the closing of the owner's account, or is being asked.
  if (saved.nextOwnerId === null && !(await isOfferedToHeir(tx, group.id))) await offerOwnership(deps, tx, saved)
  const details = { status: owner.status }
  await recordAudit(tx, { at: now, actor: WORKER, action: 'group.vacant', object: group.id, details })
  return saved
}
