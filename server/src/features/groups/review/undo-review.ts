import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupId } from '@desk/shared/kernel/ids'
import { GroupRefusedError } from '../group-errors.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup } from '../registry/change-group.ts'
import { countMembers, listGroupMembers, patchMembers } from '../model/group-queries.ts'

const WEEK_MS = 7 * 86_400_000

/** Second thoughts about who goes: nothing has left the house yet. Whoever was kept stays kept. */
export const undoReview = (
  deps: GroupDeps,
  actor: MemberActor,
  order: { id: GroupId; version: number },
): Promise<GroupView> =>
  changeGroup(deps, actor, { ...order, command: 'review' }, async ({ tx, group, now }) => {
    const { reviewedAt } = group
    if (reviewedAt === null || now.getTime() >= reviewedAt.getTime() + deps.site.undoMs)
      throw new GroupRefusedError('too_late')
    const mine = (await listGroupMembers(tx, group.id)).filter(
      ({ removeAt, isArchived }) => !isArchived && removeAt?.getTime() === reviewedAt.getTime(),
    )
    await patchMembers(
      tx,
      group.id,
      mine.map(({ userid }) => userid),
      { removeAt: null, removeBy: null },
    )
    return {
      patch: {
        ...(await countMembers(tx, group.id)),
        reviewedAt: null,
        reviewOpenedAt: now,
        reviewCloseBy: new Date(now.getTime() + WEEK_MS),
        isApplying: false,
      },
      details: { undone: mine.length },
    }
  })
