import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import { upsertMember } from '../../kernel/members-queries.ts'
import type { WecomDepartment, WecomMember } from '../../ports/wecom.ts'
import { departmentPaths } from './department-paths.ts'
import * as queries from './directory-queries.ts'
import { followLeaders } from './follow-leaders.ts'

type SyncDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'wecom'>

/**
 * Mirrors every department and member that the app may see, and lets department-admin grants follow
 * is_leader_in_dept. Everything is read before anything is written, so that a failed read changes nothing.
 *
 * @throws WecomUnreachableError, WecomRefusedError when any read fails.
 */
export async function syncDirectory(deps: SyncDeps): Promise<{ departments: number; members: number }> {
  const departments = await deps.wecom.listDepartments()
  const members = await readMembers(deps, departments)
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    await writeDepartments(tx, departments, at)
    for (const member of members) await upsertMember(tx, member, at)
    await queries.markUnseenMembersLeft(tx, at)
    await followLeaders(deps, tx, leadershipsOf(members))
  })
  deps.log.info({ departments: departments.length, members: members.length }, 'directory mirrored')
  return { departments: departments.length, members: members.length }
}

/** A member of several departments is listed in each; one copy is enough. */
async function readMembers(deps: SyncDeps, departments: readonly WecomDepartment[]): Promise<WecomMember[]> {
  const seen = new Map<string, WecomMember>()
  for (const { id } of departments)
    for (const member of await deps.wecom.listMembers(id)) seen.set(member.userid.toLowerCase(), member)
  return [...seen.values()]
}

async function writeDepartments(tx: Tx, departments: readonly WecomDepartment[], at: Date): Promise<void> {
  const paths = departmentPaths(departments)
  const rows = departments.map(({ id, name, parentId, order }) => ({
    id,
    name,
    parentId,
    sortOrder: order,
    path: [...(paths.get(id) ?? [id])],
  }))
  await queries.upsertDepartments(tx, rows, at)
  await queries.deleteOtherDepartments(
    tx,
    departments.map(({ id }) => id),
  )
}

const leadershipsOf = (members: readonly WecomMember[]): queries.Leadership[] =>
  members
    .filter(({ status }) => status === 1)
    .flatMap(({ userid, leads }) => leads.map((departmentId) => ({ userid, departmentId })))
