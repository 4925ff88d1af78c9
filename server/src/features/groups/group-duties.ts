import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReadDeps } from '../../kernel/deps.ts'
import { listOwnGroups } from './model/list-queries.ts'
import { listWaitingGroups } from './model/group-task-queries.ts'

/** Returns the duties of who leads groups, and of who supervises those of a department or of the company. */
export async function groupDuties(deps: ReadDeps, actor: MemberActor): Promise<DutyRow[]> {
  const base = { subject: null, done: [], dueOn: null, to: pagePaths.groups }
  const asLeader = { ...actor, roles: [], adminOf: [] }
  const own = await listWaitingGroups(deps, asLeader)
  const led = await listOwnGroups(deps.db, actor.userid)
  const owedOf = (count: number) => [{ what: 'waiting' as const, count, to: pagePaths.groups }]
  const rows: DutyRow[] = []
  if (led.length > 0 || own.length > 0)
    rows.push({
      ...base,
      key: 'lead_groups',
      code: 'lead_groups',
      role: 'group_owner',
      clause: '4.1c2',
      owed: owedOf(own.length),
    })
  if (actor.adminOf.length === 0) return rows
  const ownIds = new Set(own.map(({ id }) => id))
  const all = await listWaitingGroups(deps, { ...actor, roles: [] })
  const supervised = all.filter(({ id }) => !ownIds.has(id))
  const duty = { key: 'supervise_groups', code: 'supervise_groups', role: 'dept_admin', clause: '2.2d' } as const
  return [...rows, { ...base, ...duty, owed: owedOf(supervised.length) }]
}
