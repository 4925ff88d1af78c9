import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { and, eq, inArray, isNull, lt, ne, not, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { insertAll } from '../../db/json-parameters.ts'
import { rowsOf } from '../../db/rows-of.ts'
import { departments, members, roleGrants } from '../../db/schema/index.ts'
import type { RecordDeps } from '../../kernel/deps.ts'
import { whereHeld } from '../../directory/held-member-queries.ts'
import { ACTIVE, DISABLED, LEFT } from '../../directory/member-drift.ts'

export type Leadership = { userid: string; departmentId: number }

/** Member statuses that keep department leadership. */
const LEADER_STATUSES = [ACTIVE, DISABLED]

/**
 * Lists the department leaders that WeCom names, from the synced directory. Disabled members keep their leadership, so
 * that the lock of a lost device does not end a role; they cannot act until their account is enabled again.
 */
export async function listLeaderships(tx: Tx): Promise<Leadership[]> {
  const rows = await tx
    .select({ userid: members.userid, leaderOf: members.leaderOf })
    .from(members)
    .where(and(inArray(members.status, LEADER_STATUSES), sql`cardinality(${members.leaderOf}) > 0`))
  return rows.flatMap(({ userid, leaderOf }) => leaderOf.map((departmentId) => ({ userid, departmentId })))
}

/**
 * Returns those of the departments that are out of the visible range with all members in them and below, who are held. WeCom
 * names no leaders of such a department, not even those whom it still returns as members of another one.
 */
export async function filterHidden(tx: Tx, departmentIds: readonly number[]): Promise<ReadonlySet<number>> {
  if (departmentIds.length === 0) return new Set()
  const isInside = sql`${members.departmentIds} && array(
    select ${departments.id} from ${departments} where ${departments.path} @> array[asked.id])`
  const isHeld = await whereHeld(tx)
  const rows = await rowsOf<{ id: number }>(
    tx,
    // Aggregates read the members of a department by the index; for `exists`, PostgreSQL would read all members.
    sql`
    select asked.id from jsonb_to_recordset(${JSON.stringify(departmentIds.map((id) => ({ id })))}::jsonb) as asked(id int)
    cross join lateral (
      select bool_or(${isHeld}) as held, bool_or(not ${isHeld}) as returned
      from ${members} where ${isInside} and ${ne(members.status, LEFT)}
    ) as inside
    where inside.held and not inside.returned`,
  )
  return new Set(rows.map(({ id }) => id))
}

/** `isLeader`: the grant comes from WeCom's is_leader_in_dept, not from the settings page. */
export type AdminGrant = Leadership & { id: string; isLeader: boolean; isConfirmed: boolean; isLeadLost: boolean }

/** Lists the department-admin grants that have not ended. */
export async function listOpenAdminGrants(tx: Tx): Promise<AdminGrant[]> {
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
    const flags = { isLeader: source === 'leader', isConfirmed: confirmedAt !== null, isLeadLost: leadLostAt !== null }
    return [{ id, userid, departmentId, ...flags }]
  })
}

/** Ends department-admin grants whose last day is over, so that the members can be granted the role again. */
export async function endExpiredAdminGrants(tx: Tx, day: CalendarDay, at: Date): Promise<void> {
  const isOver = and(eq(roleGrants.role, 'dept_admin'), isNull(roleGrants.endedAt), lt(roleGrants.endsOn, day))
  await tx.update(roleGrants).set({ endedAt: at }).where(isOver)
}

/** SQL condition: the role was granted again since, and that grant is open or was ended by its last day or by the sync. */
const hasLaterGrant = sql`exists (select 1 from role_grants as later
  where lower(later.userid) = lower(${roleGrants.userid}) and later.role = ${roleGrants.role}
    and later.department_id = ${roleGrants.departmentId} and later.granted_at >= ${roleGrants.endedAt}
    and later.ended_by is null)`

/**
 * SQL condition: a person ended the grant. An end by a closing or a transfer does not apply to a person who is enabled
 * again or returns.
 */
const isEndedByPerson = sql`${roleGrants.endedBy} not like 'system:%'`

/**
 * Lists leaders whose grant was ended manually. The sync does not restore such a grant, unless the role was granted again
 * since and was not ended manually.
 */
export async function listDeclinedLeaders(tx: Tx): Promise<Leadership[]> {
  const rows = await tx
    .selectDistinct({ userid: roleGrants.userid, departmentId: roleGrants.departmentId })
    .from(roleGrants)
    .where(and(eq(roleGrants.source, 'leader'), isEndedByPerson, not(hasLaterGrant)))
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

export async function addGrants(deps: RecordDeps, tx: Tx, grants: readonly NewGrant[]): Promise<void> {
  if (grants.length === 0) return
  const values = grants.map((grant) => ({ ...grant, id: deps.ids.next('grant'), grantedAt: deps.clock.now() }))
  await tx.execute(sql`${insertAll(roleGrants, values)} on conflict do nothing`)
}

const isMembersGrant = sql`exists (select 1 from ${members} where lower(${members.userid}) = lower(${roleGrants.userid}))`

/** Lists members who hold or held the role. The environment names only its initial holders. */
export async function listEverGranted(tx: Tx, role: GrantRole): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ userid: roleGrants.userid })
    .from(roleGrants)
    .where(and(eq(roleGrants.role, role), isMembersGrant))
  return rows.map(({ userid }) => userid)
}

/** Ends grants from the environment whose userid belongs to no member. */
export async function endUnknownGrants(tx: Tx, at: Date): Promise<void> {
  const fromEnvironment = and(eq(roleGrants.source, 'setting'), isNull(roleGrants.confirmedBy))
  await tx
    .update(roleGrants)
    .set({ endedAt: at })
    .where(and(fromEnvironment, isNull(roleGrants.endedAt), not(isMembersGrant)))
}

/** Returns those of the userids that belong to current members, in WeCom's spelling. */
export async function filterCurrentMembers(db: Database, userids: readonly string[]): Promise<string[]> {
  if (userids.length === 0) return []
  const rows = await db
    .select({ userid: members.userid })
    .from(members)
    .where(
      and(
        inArray(
          sql`lower(${members.userid})`,
          userids.map((userid) => userid.toLowerCase()),
        ),
        ne(members.status, LEFT),
      ),
    )
  return rows.map(({ userid }) => userid)
}
