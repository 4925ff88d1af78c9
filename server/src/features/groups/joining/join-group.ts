import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { ForbiddenError } from '../../../kernel/app-error.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { commandGroup } from '../registry/change-group.ts'
import { type GroupRow, patchMembers, putMembers } from '../model/group-queries.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'
import { memberRow } from '../registry/register-group.ts'

/** The app can let him in; partners are asked for by their owner. */
export const mayAskIn = (group: GroupRow, { sponsorId, status }: PersonFacts): boolean =>
  group.origin === 'api' && sponsorId === null && status === 1

/** It is his department's group: nobody has to be asked. */
export const mayJoinAtOnce = (group: GroupRow, facts: PersonFacts): boolean => {
  const own = group.departmentPath.at(-1)
  return mayAskIn(group, facts) && own !== undefined && facts.departments.includes(own)
}

/** Marked as coming back: he is in it once WeCom shows it. */
export async function enterSoon(tx: Tx, group: GroupRow, facts: PersonFacts, now: Date): Promise<void> {
  await putMembers(tx, [memberRow(group.id, facts.userid, facts, group.departmentPath, now)])
  await patchMembers(tx, group.id, [facts.userid], { isArchived: true, leftAt: now })
}

/** In at once, for the reason for which the group is there: he works where it belongs. */
export async function joinGroup(deps: GroupDeps, actor: MemberActor, id: GroupId): Promise<void> {
  await commandGroup(deps, actor, { id, command: 'join', version: null }, async ({ tx, group, now }) => {
    const facts = (await factsOf(tx, [actor.userid], today(deps))).get(actor.userid.toLowerCase())
    if (!facts || !mayJoinAtOnce(group, facts)) throw new ForbiddenError('group.join')
    await enterSoon(tx, group, facts, now)
    return { patch: {}, details: {}, applyAt: now }
  })
}
