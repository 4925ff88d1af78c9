import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { GroupTaskOwner } from '@desk/shared/groups/group-states'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReadDeps } from '../../kernel/deps.ts'
import { listOwnGroups } from './model/list-queries.ts'
import { listGroupTasks } from './registry/group-tasks.ts'

/** Returns the duties of people who lead groups, and of admins who supervise the groups of a department. */
export async function groupDuties(deps: ReadDeps, actor: MemberActor): Promise<DutyRow[]> {
  const tasks = await listGroupTasks(deps, actor)
  const led = await listOwnGroups(deps.db, actor.userid)
  const owed = (who: GroupTaskOwner): Pick<DutyRow, 'owed' | 'to'> => {
    const count = tasks[who].length
    const to = `${pagePaths.groups}?waiting=${who}`
    return { owed: [{ what: 'waiting', count, to }], to: count === 0 ? pagePaths.groups : to }
  }
  const base = { subject: null, done: [], dueOn: null }
  const leads = { key: 'lead_groups', code: 'lead_groups', role: 'group_owner', clause: '4.1c2' } as const
  const supervises = { key: 'supervise_groups', code: 'supervise_groups', role: 'dept_admin', clause: '2.2d' } as const
  return [
    ...(led.length > 0 || tasks.leader.length > 0 ? [{ ...base, ...leads, ...owed('leader') }] : []),
    ...(actor.adminOf.length > 0 ? [{ ...base, ...supervises, ...owed('admin') }] : []),
  ]
}
