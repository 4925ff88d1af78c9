import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { GroupRefusedError } from '../group-errors.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup } from '../registry/change-group.ts'
import { countMembers, listGroupMembers, patchMembers } from '../model/group-queries.ts'
import { announceOwner, ownedBy } from './change-owner.ts'

/** The checklist of a group made by hand was done in WeCom. Nobody can look: it is this person's word, and the audit says whose. */
export const completeChecklist = (
  deps: GroupDeps,
  actor: MemberActor,
  order: { id: GroupId; version: number },
): Promise<GroupView> =>
  changeGroup(deps, actor, { ...order, command: 'tick' }, async ({ tx, group, now }) => {
    if (group.origin === 'api' || !group.isApplying)
      throw new GroupRefusedError('command_refused', { state: group.state })
    const { nextOwnerId } = group
    const leaving = (await listGroupMembers(tx, group.id)).filter(({ removeAt }) => removeAt !== null)
    await patchMembers(
      tx,
      group.id,
      leaving.map(({ userid }) => userid),
      { leftAt: now },
    )
    return {
      patch: {
        ...(await countMembers(tx, group.id)),
        isApplying: false,
        ...(leaving.some(({ userid }) => group.deputyId !== null && sameUserid(userid, group.deputyId))
          ? { deputyId: null }
          : {}),
        ...(nextOwnerId === null ? {} : await ownedBy(deps, tx, group, nextOwnerId)),
      },
      details: { removed: leaving.length, owner: nextOwnerId !== null },
      async follow(saved) {
        if (nextOwnerId !== null) await announceOwner(deps, tx, saved, actor.userid)
      },
    }
  })
