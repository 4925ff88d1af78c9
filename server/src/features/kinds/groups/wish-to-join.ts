import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupId } from '@desk/shared/kernel/ids'
import { ForbiddenError, TooManyError } from '../../../kernel/app-error.ts'
import { today } from '../../../kernel/live-grants.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { commandGroup } from './change-group.ts'
import { mayAskIn } from './join-group.ts'
import { factsOf } from './member-facts-queries.ts'
import { tellOfGroup } from './tell-of-group.ts'
import { countWishesSince, insertWish } from './wish-queries.ts'

const DAY_MS = 86_400_000
const DAILY = 10

/** A group of another department: whoever leads it says yes or no. Asked twice is asked once. */
export async function wishToJoin(deps: EngineDeps, actor: MemberActor, id: GroupId): Promise<void> {
  await commandGroup(deps, actor, { id, command: 'wish', version: null }, async ({ tx, group, now }) => {
    const facts = (await factsOf(tx, [actor.userid], today(deps))).get(actor.userid.toLowerCase())
    if (!facts || !mayAskIn(group, facts)) throw new ForbiddenError('group.wish')
    if ((await countWishesSince(tx, actor.userid, new Date(now.getTime() - DAY_MS))) >= DAILY)
      throw new TooManyError('Asked often today')
    const isNew = await insertWish(tx, id, actor.userid, now)
    const leader = group.vacantSince === null ? group.ownerId : group.deputyId
    return {
      patch: {},
      details: {},
      async follow(saved) {
        if (!isNew || leader === null) return
        await tellOfGroup(deps, tx, {
          event: 'group.wish',
          text: 'group.wish',
          groupId: id,
          userid: leader,
          values: { name: saved.name, person: facts.name },
          again: `${facts.userid.toLowerCase()}:${now.toISOString()}`,
        })
      },
    }
  })
}
