import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupId } from '@desk/shared/kernel/ids'
import { GroupRefusedError } from '../group-errors.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup } from '../registry/change-group.ts'
import { offerGroup } from '../jobs/drift-handler.ts'
import { patchMembers } from '../model/group-queries.ts'
import { answerOffer, closeOffers, listOffered } from '../model/ownership-offer-queries.ts'

/**
 * The offered group is taken, or not. The first who says yes becomes the owner, once WeCom shows it, and is asked to sign
 * the duties then; when all have declined, others are asked.
 *
 * @throws GroupRefusedError `not_offered` when somebody else was faster, or the owner is back
 */
export const takeGroup = (
  deps: GroupDeps,
  actor: MemberActor,
  { id, accept }: { id: GroupId; accept: boolean },
): Promise<GroupView> =>
  changeGroup(deps, actor, { id, command: 'take', version: null }, async ({ tx, group, now }) => {
    if (group.vacantSince === null || group.nextOwnerId !== null) throw new GroupRefusedError('not_offered')
    if (!(await answerOffer(tx, id, actor.userid, accept ? 'accepted' : 'declined', now)))
      throw new GroupRefusedError('not_offered')
    if (!accept) {
      if ((await listOffered(tx, id)).length === 0) await offerGroup(deps, tx, group)
      return { patch: {}, details: { accepted: false } }
    }
    await closeOffers(tx, id, now)
    // Nobody takes him out for having left: what WeCom shows of him is settled with the change of owner.
    await patchMembers(tx, id, [actor.userid], { goneReason: null, goneAt: null, removeAt: null, removeBy: null })
    return {
      patch: { nextOwnerId: actor.userid, isApplying: true },
      details: { accepted: true },
      applyAt: now,
    }
  })
