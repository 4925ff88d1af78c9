import { and, eq, inArray, isNotNull, isNull, notInArray, sql } from 'drizzle-orm'
import type { Tx } from '../../db/database.ts'
import { departments, members, roleGrants } from '../../db/schema/index.ts'
import type { Deps } from '../../kernel/deps.ts'

export type DepartmentRow = Omit<typeof departments.$inferInsert, 'syncedAt'>

/** Rows per statement: far below PostgreSQL's 65,535 parameters. */
const CHUNK = 500

export async function upsertDepartments(tx: Tx, rows: readonly DepartmentRow[], at: Date): Promise<void> {
  for (let start = 0; start < rows.length; start += CHUNK) {
    const values = rows.slice(start, start + CHUNK).map((row) => ({ ...row, syncedAt: at }))
    await tx
      .insert(departments)
      .values(values)
      .onConflictDoUpdate({
        target: departments.id,
        set: {
          name: sql`excluded.name`,
          parentId: sql`excluded.parent_id`,
          sortOrder: sql`excluded.sort_order`,
          path: sql`excluded.path`,
          syncedAt: sql`excluded.synced_at`,
        },
      })
  }
}

export async function deleteOtherDepartments(tx: Tx, keep: readonly number[]): Promise<void> {
  await tx.delete(departments).where(keep.length === 0 ? undefined : notInArray(departments.id, [...keep]))
}

/** Members whom this run did not see are gone, or out of our sight: either way they may no longer act. */
export async function markUnseenMembersLeft(tx: Tx, syncedAt: Date): Promise<void> {
  await tx
    .update(members)
    .set({ status: 5 })
    .where(and(sql`${members.syncedAt} < ${syncedAt.toISOString()}::timestamptz`, sql`${members.status} <> 5`))
}

export type Leadership = { userid: string; departmentId: number }

/** `isLeader`: it came from WeCom's is_leader_in_dept, not from the settings page. */
export type AdminGrant = Leadership & { id: string; isLeader: boolean; isConfirmed: boolean; isLeadLost: boolean }

/** Department-admin grants that have not ended. */
export async function openAdminGrants(tx: Tx): Promise<AdminGrant[]> {
  const rows = await tx
    .select({
      id: roleGrants.id,
      userid: roleGrants.userid,
      departmentId: roleGrants.departmentId,
      source: roleGrants.source,
      confirmedAt: roleGrants.confirmedAt,
      leadLostAt: roleGrants.leadLostAt,
    })
    .from(roleGrants)
    .where(and(eq(roleGrants.role, 'dept_admin'), isNull(roleGrants.endedAt)))
  return rows.flatMap(({ id, userid, departmentId, source, confirmedAt, leadLostAt }) => {
    if (departmentId === null) return []
    const marks = { isLeader: source === 'leader', isConfirmed: confirmedAt !== null, isLeadLost: leadLostAt !== null }
    return [{ id, userid, departmentId, ...marks }]
  })
}

/** Leaders whose grant a person ended: WeCom alone does not bring it back. */
export async function declinedLeaders(tx: Tx): Promise<Leadership[]> {
  const rows = await tx
    .selectDistinct({ userid: roleGrants.userid, departmentId: roleGrants.departmentId })
    .from(roleGrants)
    .where(and(eq(roleGrants.source, 'leader'), isNotNull(roleGrants.endedBy)))
  return rows.flatMap(({ userid, departmentId }) => (departmentId === null ? [] : [{ userid, departmentId }]))
}

export async function markLeadLost(tx: Tx, ids: readonly string[], at: Date | null): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(roleGrants)
    .set({ leadLostAt: at })
    .where(inArray(roleGrants.id, [...ids]))
}

export async function endGrants(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(roleGrants)
    .set({ endedAt: at })
    .where(inArray(roleGrants.id, [...ids]))
}

type GrantRole = (typeof roleGrants.$inferInsert)['role']
export type NewGrant = { userid: string; role: GrantRole; departmentId: number | null; source: 'leader' | 'setting' }

export async function addGrants(deps: Pick<Deps, 'ids' | 'clock'>, tx: Tx, grants: readonly NewGrant[]): Promise<void> {
  if (grants.length === 0) return
  const values = grants.map((grant) => ({ ...grant, id: deps.ids.next('grant'), grantedAt: deps.clock.now() }))
  await tx.insert(roleGrants).values(values).onConflictDoNothing()
}

/** Whether a role was ever granted: the environment names only its first holders. */
export async function wasEverGranted(tx: Tx, role: GrantRole): Promise<boolean> {
  return (await tx.$count(roleGrants, eq(roleGrants.role, role))) > 0
}
