import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupId } from '@desk/shared/kernel/ids'
import { GroupRefusedError } from '../group-errors.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup, saveChange } from '../registry/change-group.ts'
import { offerUnlessAsked } from './offer-ownership.ts'
import { patchMembers } from '../model/group-queries.ts'
import { answerOffer, closeOffers } from '../model/ownership-offer-queries.ts'

/**
 * Accepts or declines an offered group. The first who accepts becomes the owner once WeCom shows it, and then has to sign
 * the charter; when all have declined, the group is offered to others.
 *
 * @throws GroupRefusedError `not_offered` when another member was faster or the owner is back
 */
export const answerOwnershipOffer = (
  deps: GroupDeps,
  caller: MemberActor,
  { id, accept }: { id: GroupId; accept: boolean },
): Promise<GroupView> =>
  changeGroup(deps, caller, { id, command: 'take', version: null }, async (context) => {
    const { tx, group, actor, now } = context
    if (group.vacantSince === null || group.nextOwnerId !== null) throw new GroupRefusedError('not_offered')
    if (!(await answerOffer(tx, id, actor.userid, accept ? 'accepted' : 'declined', now)))
      throw new GroupRefusedError('not_offered')
    const details = { accepted: accept }
    if (!accept) {
      await offerUnlessAsked(deps, tx, group)
      return saveChange(context, { details })
    }
    await closeOffers(tx, id, now)
    // The next owner must not be removed as a member without a reason: as owner they need none.
    await patchMembers(tx, id, [actor.userid], { goneReason: null, goneAt: null, removeAt: null, removeBy: null })
    return saveChange(context, { patch: { nextOwnerId: actor.userid, isApplying: true }, details, applyAt: now })
  })
