import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { GroupId } from '@desk/shared/kernel/ids'
import { GroupRefusedError } from '../group-errors.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup } from '../registry/change-group.ts'
import { enterSoon, mayAskIn } from './join-group.ts'
import { factsOf } from '../model/member-facts-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'
import { answerJoinRequest as saveAnswer } from '../model/join-request-queries.ts'

/**
 * Yes or no to somebody who asked to be let in; he is in it once WeCom shows it.
 *
 * @throws GroupRefusedError `changed_meanwhile` when somebody answered before, or he is not here any more
 */
export const answerJoinRequest = (
  deps: GroupDeps,
  actor: MemberActor,
  { id, userid, admit }: { id: GroupId; userid: string; admit: boolean },
): Promise<GroupView> =>
  changeGroup(deps, actor, { id, command: 'admit', version: null }, async ({ tx, group, actor: by, now }) => {
    const state = admit ? 'admitted' : 'declined'
    const facts = (await factsOf(tx, [userid], today(deps))).get(userid.toLowerCase())
    if (!(await saveAnswer(tx, { groupId: id, userid, state, by: by.userid, at: now })))
      throw new GroupRefusedError('changed_meanwhile')
    if (admit && (!facts || !mayAskIn(group, facts))) throw new GroupRefusedError('changed_meanwhile')
    if (admit && facts) await enterSoon(tx, group, facts, now)
    return {
      patch: {},
      details: { userid, admitted: admit },
      ...(admit ? { applyAt: now } : {}),
      async follow(saved) {
        await enqueueGroupNotice(deps, tx, {
          event: 'group.wish_answered',
          text: admit ? 'group.admitted' : 'group.not_admitted',
          groupId: id,
          userid: facts?.userid ?? userid,
          values: { name: saved.name },
          again: now.toISOString(),
        })
      },
    }
  })
