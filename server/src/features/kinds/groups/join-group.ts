import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupId } from '@desk/shared/kernel/ids'
import { ForbiddenError } from '../../../kernel/app-error.ts'
import { today } from '../../../kernel/live-grants.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { commandGroup } from './change-group.ts'
import { type GroupRow, patchMembers, putMembers } from './group-queries.ts'
import { factsOf, type PersonFacts } from './member-facts-queries.ts'
import { memberRow } from './register-group.ts'

/** It is his department's group, and the app can let him in; partners are asked for by their owner. */
export const mayJoinAtOnce = (group: GroupRow, { departments, sponsorId, status }: PersonFacts): boolean => {
  const own = group.departmentPath.at(-1)
  return group.origin === 'api' && sponsorId === null && status === 1 && own !== undefined && departments.includes(own)
}

/** In at once, for the reason for which the group is there: he works where it belongs. */
export async function joinGroup(deps: EngineDeps, actor: MemberActor, id: GroupId): Promise<void> {
  await commandGroup(deps, actor, { id, command: 'join', version: null }, async ({ tx, group, now }) => {
    const facts = (await factsOf(tx, [actor.userid], today(deps))).get(actor.userid.toLowerCase())
    if (!facts || !mayJoinAtOnce(group, facts)) throw new ForbiddenError('group.join')
    // Marked as coming back: he is in it once WeCom shows it.
    await putMembers(tx, [memberRow(group.id, facts.userid, facts, group.departmentPath, now)])
    await patchMembers(tx, group.id, [facts.userid], { isArchived: true, leftAt: now })
    return { patch: {}, details: {}, applyAt: now }
  })
}
