import { sameUserid, type GroupId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { today } from '../../../access/grant-conditions.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { GroupDeps, GroupStepDeps } from '../model/group-deps.ts'
import { listMemberships } from '../review/due-queries.ts'
import { type GroupRow, lockGroup, saveGroup } from '../model/group-queries.ts'
import { endJoinRequest } from '../model/join-request-queries.ts'
import { hasOpenOwnerReport } from '../model/open-card-queries.ts'
import { syncGroupCards } from '../notices/sync-group-cards.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'
import { answerOffer, closeOffers, isOfferedToHeir } from '../model/ownership-offer-queries.ts'
import { offerOwnership, offerUnlessAsked } from '../ownership/offer-ownership.ts'
import { removeDeputy } from '../registry/remove-deputy.ts'
import { closeEmptyReview, openReview } from '../review/open-review.ts'
import { updateReasons } from '../review/update-reasons.ts'
import { ACTIVE, LEFT } from '../../../directory/member-drift.ts'

const PAGE_SIZE = 50
const WORKER = 'system:groups.drift'

/** Updates every group of a person for whom `enqueueGroupDrift` was called. It never removes a member. */
export const driftHandler = (deps: GroupDeps): JobHandler => ({
  async handle(job) {
    const { userid } = job.payload as { userid: string }
    let after = ''
    for (;;) {
      const ids = await listMemberships(deps.db, userid, after, PAGE_SIZE)
      for (const id of ids) await deps.db.transaction((tx) => updateGroup(deps, tx, id, userid))
      after = ids.at(-1) ?? after
      if (ids.length < PAGE_SIZE) return noWrites
    }
  },
})

async function updateGroup(deps: GroupStepDeps, tx: Tx, id: GroupId, userid: string): Promise<void> {
  const group = await lockGroup(tx, id)
  // Of a group that ended, only who answers its open reports matters.
  if (!group || (group.state === 'gone' && !(await hasOpenOwnerReport(tx, id)))) return
  const facts = await factsOf(tx, [userid], today(deps))
  const person = facts.get(userid.toLowerCase())
  if (!person) return
  const withReasons = group.state === 'gone' ? group : await updateReasons(deps, tx, group, facts)
  const withLeaders = await updateLeaders(deps, tx, withReasons, person)
  const saved = isActive(person) ? withLeaders : await updateOffer(deps, tx, withLeaders, userid)
  if (hasLeft(person)) await endJoinRequest(tx, id, userid, deps.clock.now())
  if (saved.goneCount > group.goneCount && saved.state === 'active') await openReview(deps, tx, saved)
  else await closeEmptyReview(deps, tx, saved)
  const hasOtherLeader = (group.vacantSince === null) !== (saved.vacantSince === null)
  await syncGroupCards(deps, tx, id, WORKER, hasOtherLeader ? deps.clock.now() : null)
}

const isActive = ({ status }: PersonFacts) => status === ACTIVE
// A disabled account does not count: a lost phone, for example, is no reason to replace the deputy or to end a join request.
const hasLeft = ({ status }: PersonFacts) => status === LEFT

async function updateLeaders(deps: GroupStepDeps, tx: Tx, group: GroupRow, person: PersonFacts): Promise<GroupRow> {
  if (sameUserid(person.userid, group.ownerId)) return updateVacancy(deps, tx, group, person)
  const isDeputy = group.deputyId !== null && sameUserid(person.userid, group.deputyId)
  // A group that has its owner and is not in use needs no other deputy before it is restored.
  const isNeeded = group.vacantSince !== null || !(group.state === 'archived' || group.state === 'gone')
  return isDeputy && hasLeft(person) && isNeeded ? removeDeputy(deps, tx, group) : group
}

async function hasLostDeputy(deps: GroupStepDeps, tx: Tx, { deputyId }: GroupRow): Promise<boolean> {
  if (deputyId === null) return false
  const deputy = (await factsOf(tx, [deputyId], today(deps))).get(deputyId.toLowerCase())
  return deputy === undefined || hasLeft(deputy)
}

/** Ends the offer to a person who is gone, or their acceptance, and offers the group to others if nobody else is asked. */
async function updateOffer(deps: GroupStepDeps, tx: Tx, group: GroupRow, userid: string): Promise<GroupRow> {
  if (group.vacantSince === null) return group
  const wasNext = group.nextOwnerId !== null && sameUserid(group.nextOwnerId, userid)
  const wasAsked = await answerOffer(tx, group.id, userid, 'over', deps.clock.now())
  if (!wasNext && !wasAsked) return group
  const saved = wasNext ? await saveGroup(tx, group, { nextOwnerId: null }) : group
  await offerUnlessAsked(deps, tx, saved)
  return saved
}

/**
 * Offers a group whose owner is gone, and ends the offers when the owner is back. A group is never assigned to anybody. An
 * archived or ended group is not offered: its deputy acts on its checklist and its open reports.
 */
async function updateVacancy(deps: GroupStepDeps, tx: Tx, group: GroupRow, owner: PersonFacts): Promise<GroupRow> {
  const now = deps.clock.now()
  if (isActive(owner)) {
    if (group.vacantSince === null || group.nextOwnerId !== null) return group
    await closeOffers(tx, group.id, now)
    return saveGroup(tx, group, { vacantSince: null })
  }
  if (group.vacantSince !== null) return group
  const vacant = await saveGroup(tx, group, { vacantSince: now })
  // While it had its owner, an archived or ended group kept a deputy who left, who cannot act for the owner now.
  const isLeaderless = hasLeft(owner) && (await hasLostDeputy(deps, tx, vacant))
  const saved = isLeaderless ? await removeDeputy(deps, tx, vacant) : vacant
  // Whoever takes over the tasks of a closed account (its heir) may have accepted the group, or is being asked first.
  if (saved.nextOwnerId === null && !(await isOfferedToHeir(tx, group.id))) await offerOwnership(deps, tx, saved)
  const details = { status: owner.status }
  await recordAudit(tx, { at: now, actor: WORKER, action: 'group.vacant', object: group.id, details })
  return saved
}
