import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import { upsertMember } from '../../kernel/members-queries.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import type { WecomDepartment, WecomMember } from '../../ports/wecom.ts'
import { departmentPaths } from './department-paths.ts'
import * as queries from './directory-queries.ts'

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
    await followLeaders(deps, tx, members)
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

/** New leaders become department admins, former ones stop being so; grants from the settings are left alone. */
async function followLeaders(deps: SyncDeps, tx: Tx, members: readonly WecomMember[]): Promise<void> {
  const key = ({ userid, departmentId }: queries.Leadership) => `${userid.toLowerCase()} ${departmentId}`
  const wanted = members
    .filter(({ status }) => status === 1)
    .flatMap(({ userid, leads }) => leads.map((departmentId) => ({ userid, departmentId })))
  const live = await queries.liveLeaderGrants(tx)
  const liveKeys = new Set(live.map(key))
  const wantedKeys = new Set(wanted.map(key))
  const added = wanted.filter((one) => !liveKeys.has(key(one)))
  const ended = live.filter((one) => !wantedKeys.has(key(one)))
  await queries.endGrants(
    tx,
    ended.map(({ id }) => id),
    deps.clock.now(),
  )
  await queries.addGrants(
    deps,
    tx,
    added.map((one) => ({ ...one, role: 'dept_admin', source: 'leader' })),
  )
  if (added.length + ended.length === 0) return
  const details = { added: added.map(key), ended: ended.map(key) }
  await recordAudit(tx, {
    at: deps.clock.now(),
    actor: 'system:directory.sync',
    action: 'roles.follow_leaders',
    object: 'directory',
    details,
  })
}
