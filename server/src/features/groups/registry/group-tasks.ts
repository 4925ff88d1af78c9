import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupTaskOwner } from '@desk/shared/groups/group-states'
import type { GroupId } from '@desk/shared/kernel/ids'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listWaitingGroups } from '../model/group-task-queries.ts'

/**
 * Returns the groups in which the person acts next: those in which they act as leader or as a person who is asked to lead, and
 * the others, in which they act as department admin. The management department has lists of its own.
 */
export async function listGroupTasks(deps: ReadDeps, actor: MemberActor): Promise<Record<GroupTaskOwner, GroupId[]>> {
  const ofLeader = await listWaitingGroups(deps, { ...actor, roles: [], adminOf: [] })
  const leader = ofLeader.map(({ id }) => id)
  if (actor.adminOf.length === 0) return { leader, admin: [] }
  const all = await listWaitingGroups(deps, { ...actor, roles: [] })
  return { leader, admin: all.map(({ id }) => id).filter((id) => !leader.includes(id)) }
}
