import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupTaskOwner } from '@desk/shared/groups/group-states'
import type { GroupId } from '@desk/shared/kernel/ids'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listWaitingGroups } from '../model/group-task-queries.ts'

/**
 * Returns the groups in which the person acts next, by the role in which they do: as leader, or as who is asked to lead
 * it, and otherwise as department admin. The management department has its own lists.
 */
export async function listGroupTasks(deps: ReadDeps, actor: MemberActor): Promise<Record<GroupTaskOwner, GroupId[]>> {
  const ofLeader = await listWaitingGroups(deps, { ...actor, roles: [], adminOf: [] })
  const leader = ofLeader.map(({ id }) => id)
  if (actor.adminOf.length === 0) return { leader, admin: [] }
  const all = await listWaitingGroups(deps, { ...actor, roles: [] })
  return { leader, admin: all.map(({ id }) => id).filter((id) => !leader.includes(id)) }
}
