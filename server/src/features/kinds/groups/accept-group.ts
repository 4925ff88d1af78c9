import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupId } from '@desk/shared/kernel/ids'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { changeGroup } from './change-group.ts'
import { dropGrams } from './group-queries.ts'
import { charterDue } from './register-group.ts'
import { tellOfGroup } from './tell-of-group.ts'

/** A declared group is one of the department's, and its owner signs for it; or it is none. */
export const acceptGroup = (
  deps: EngineDeps,
  actor: MemberActor,
  { accept, ...order }: { id: GroupId; version: number; accept: boolean },
): Promise<GroupView> =>
  changeGroup(deps, actor, { ...order, command: accept ? 'accept' : 'reject' }, async ({ tx, group, now }) => {
    if (!accept) await dropGrams(tx, group.id)
    return {
      patch: accept ? { charterRung: 0, charterDueAt: await charterDue(deps, tx, now) } : { charterDueAt: null },
      details: {},
      async follow(saved) {
        await tellOfGroup(deps, tx, {
          event: accept ? 'group.charter' : 'group.declared',
          text: accept ? 'group.charter' : 'group.rejected',
          groupId: saved.id,
          userid: saved.ownerId,
          values: { name: saved.name },
        })
      },
    }
  })
