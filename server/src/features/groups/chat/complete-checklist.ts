import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { GroupRefusedError } from '../group-errors.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup, saveChange } from '../registry/change-group.ts'
import { findReturning } from '../model/find-returning.ts'
import { countMembers, listGroupMembers, patchMembers } from '../model/group-queries.ts'
import { endOffers } from '../model/ownership-offer-queries.ts'
import { offerUnlessAsked } from '../ownership/offer-ownership.ts'
import { isKnownToOwner, removeDeputy } from '../registry/remove-deputy.ts'
import { announceOwner, ownerPatch } from './change-owner.ts'

/** Completes the checklist of a manually created group. The app cannot verify it; the audit names the actor. */
export const completeChecklist = (
  deps: GroupDeps,
  caller: MemberActor,
  input: { id: GroupId; version: number },
): Promise<GroupView> =>
  changeGroup(deps, caller, { ...input, command: 'tick' }, async (context) => {
    const { tx, group, actor, now } = context
    if (group.origin === 'api' || !group.isApplying)
      throw new GroupRefusedError('command_refused', { state: group.state })
    const { deputyId, nextOwnerId } = group
    const members = await listGroupMembers(tx, group.id)
    const removed = members.filter(({ removeAt }) => removeAt !== null)
    const leaving = removed.map(({ userid }) => userid)
    await patchMembers(tx, group.id, leaving, { leftAt: now })
    const { returning, leftOut } = await findReturning({ ...deps, db: tx }, group)
    const returned = returning.map(({ userid }) => userid)
    await patchMembers(tx, group.id, returned, { leftAt: null, isArchived: false, removeAt: null, removeBy: null })
    await patchMembers(tx, group.id, leftOut, { isArchived: false })
    const deputy = removed.find(({ userid }) => deputyId !== null && sameUserid(userid, deputyId))
    const patch = {
      ...(await countMembers(tx, group.id)),
      isApplying: false,
      ...(deputy && isKnownToOwner(group, deputy) ? { deputyId: null } : {}),
      ...(nextOwnerId === null ? {} : await ownerPatch(deps, tx, group, nextOwnerId)),
    }
    const details = { removed: leaving.length, added: returned.length, owner: nextOwnerId !== null }
    const written = await saveChange(context, { patch, details })
    const saved = deputy ? await removeDeputy(deps, tx, written) : written
    if (nextOwnerId !== null) await announceOwner(deps, tx, saved, actor.userid)
    if (await endOffers(tx, group.id, leaving, now)) await offerUnlessAsked(deps, tx, saved)
  })
