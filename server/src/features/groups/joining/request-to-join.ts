import { DAY_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupId } from '@desk/shared/kernel/ids'
import { ForbiddenError, TooManyError } from '../../../kernel/app-error.ts'
import { GroupRefusedError } from '../group-errors.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { commandGroup } from '../registry/change-group.ts'
import { mayAskIn } from './join-group.ts'
import { factsOf } from '../model/member-facts-queries.ts'
import { countJoinRequestsSince, insertJoinRequest, listDenials, mayAskAgainAt } from '../model/join-request-queries.ts'

const DAILY = 10

/** A group of another department: whoever leads it says yes or no. Asked twice is asked once. */
export async function requestToJoin(deps: GroupDeps, actor: MemberActor, id: GroupId): Promise<void> {
  await commandGroup(deps, actor, { id, command: 'wish', version: null }, async ({ tx, group, now }) => {
    const facts = (await factsOf(tx, [actor.userid], today(deps))).get(actor.userid.toLowerCase())
    if (!facts || !mayAskIn(group, facts)) throw new ForbiddenError('group.wish')
    const denial = (await listDenials(tx, actor.userid, [id])).get(id)
    const restsUntil = denial && mayAskAgainAt(denial)
    if (restsUntil && now < restsUntil)
      throw new GroupRefusedError('asked_lately', { askAgainAt: restsUntil.toISOString() })
    if ((await countJoinRequestsSince(tx, actor.userid, new Date(now.getTime() - DAY_MS))) >= DAILY)
      throw new TooManyError('Asked often today')
    await insertJoinRequest(tx, id, actor.userid, now)
    return { patch: {}, details: {} }
  })
}
