import { holdsRole } from '@desk/shared/identity/role-rules'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupId } from '@desk/shared/kernel/ids'
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import {
  chatGroups,
  groupOffers,
  groupPlaces,
  groupReports,
  groupJoinRequests,
  members,
  notices,
  roleGrants,
} from '../../../db/schema/index.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'
import { isGrantActive, today } from '../../../access/grant-conditions.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listedColumns, type ListedGroup } from './group-queries.ts'

/** Maximum number of listed groups of one person. */
const MAX_LISTED = 100

type TaskViewer = Pick<MemberActor, 'userid' | 'roles' | 'adminOf'>

/**
 * Lists the groups in which this person acts next, longest waiting first: a charter to sign, a review to decide, an
 * offer, join request or report to answer, a checklist to complete, a declared group to confirm, a group without an
 * owner, an escalated review, an expiring group, a missing deputy. Runs one statement; each part has its own index.
 */
export async function listWaitingGroups(deps: ReadDeps, actor: TaskViewer): Promise<{ id: GroupId; since: Date }[]> {
  const key = actor.userid.toLowerCase()
  const parts = [
    ...ledGroups(key),
    sql`select g.id, g.created_at as since from ${chatGroups} as g
      where lower(g.deputy_id) = ${key} and ${isCharterUnsigned} and g.charter_rung > 0 and g.vacant_since is null`,
    sql`select o.group_id, o.asked_at from ${groupOffers} as o where o.userid = ${key} and o.state = 'asked'`,
    sql`select g.id, g.vacant_since from ${vacantGroups} as g
      where lower(g.next_owner_id) = ${key} and ${hasChecklist}`,
    ...responsibleGroups(deps, actor),
    ...(isInOps(actor)
      ? [sql`select r.group_id, r.at from ${groupReports} as r where r.recipient = 'ops' and r.handled_at is null`]
      : []),
    ...escalatedReviews(actor),
  ]
  const all = sql.join(
    parts.map((part) => sql`(select * from (${part}) as part limit ${MAX_LISTED})`),
    sql` union all `,
  )
  const rows = await rowsOf<{ id: GroupId; since: number }>(
    deps.db,
    sql`
    select id, (extract(epoch from min(since)) * 1000)::float8 as since from (${all}) as waiting
    group by id order by 2, 1`,
  )
  return rows.map(({ id, since }) => ({ id, since: new Date(since) }))
}

/**
 * Returns the SQL condition that a person (userid in lower case) may have a task for which they need no role. It holds for
 * everybody who has such a task, and for some who have none, and costs one look-up in each index.
 */
export const mayHaveGroupTask = (me: SQL): SQL => sql`(
  exists (select 1 from ${chatGroups} as g where lower(g.owner_id) = ${me})
  or exists (select 1 from ${chatGroups} as g where lower(g.deputy_id) = ${me})
  or exists (select 1 from ${groupOffers} as o where o.userid = ${me} and o.state = 'asked')
  or exists (select 1 from ${vacantGroups} as g where lower(g.next_owner_id) = ${me}))`

/** Groups without an owner and declared groups are few; if there are many, only the oldest are read. */
const vacantGroups = sql`(select * from ${chatGroups} as one where one.vacant_since is not null
  order by one.vacant_since, one.id limit ${MAX_LISTED * 10})`
const declaredGroups = sql`(select * from ${chatGroups} as one where one.state = 'declared'
  order by one.created_at, one.id limit ${MAX_LISTED * 10})`

/** `is true` keeps the planner from using a partial index: these groups are found through the index on their leaders. */
const isCharterUnsigned = sql`(g.state = 'charter') is true`
const hasNoOwner = sql`(g.vacant_since is not null) is true`

const isInOps = (actor: Pick<MemberActor, 'roles'>): boolean => holdsRole(actor, 'ops')

/** The group was created manually and has changes that only people can apply in WeCom. */
const hasChecklist = sql`(g.is_applying and g.chat_id is null and g.state in ('charter', 'active', 'archived'))`

/** Since when the leaders know that the group expires; null: no notice was sent for this date. */
const endsSince = sql`case when g.state in ('charter', 'active') then (g.expires_on - g.expiry_told)::timestamptz end`

/** Returns since when this owner has to appoint a deputy, because the former one left. */
const lacksDeputySince = (key: string) => sql`case when g.state in ('charter', 'active') and g.deputy_id is null then
  (select min(n.planned_at) from ${notices} as n
    where n.group_id = g.id and n.asks = 'group.deputy_gone' and lower(n.userid) = ${key}) end`

/** Since when a task in the group waits for the person in charge; null: no task. */
const waitsSince = sql`least(
  ${endsSince},
  case when g.state in ('charter', 'active') then g.review_opened_at end,
  case when g.state in ('charter', 'active') then
    (select min(w.asked_at) from ${groupJoinRequests} as w where w.group_id = g.id and w.state = 'asked') end,
  (select min(r.at) from ${groupReports} as r
    where r.recipient = 'owner' and r.group_id = g.id and r.handled_at is null),
  case when ${hasChecklist} and g.next_owner_id is null then coalesce(g.archived_at, g.created_at) end)`

/** Returns the parts for the owner, and for the deputy, who acts once the owner is gone. */
function ledGroups(key: string): SQL[] {
  const signs = sql`case when g.state = 'charter' then g.created_at end`
  const led = (since: SQL, where: SQL) => sql`select g.id, waits.since from ${chatGroups} as g
    cross join lateral (select ${since} as since) as waits where ${where} and waits.since is not null`
  return [
    led(
      sql`least(${signs}, ${lacksDeputySince(key)}, ${waitsSince})`,
      sql`lower(g.owner_id) = ${key} and g.vacant_since is null`,
    ),
    // The deputy is notified of the expiry, too.
    led(endsSince, sql`lower(g.deputy_id) = ${key} and g.vacant_since is null`),
    led(waitsSince, sql`lower(g.deputy_id) = ${key} and ${hasNoOwner}`),
  ]
}

/**
 * Returns the parts for groups without a leader and declared groups: the admins of their departments are responsible,
 * and where there are none, the management department.
 */
function responsibleGroups(deps: ReadDeps, actor: TaskViewer): SQL[] {
  const mine = sql`g.department_path && array(select jsonb_array_elements_text(${JSON.stringify(actor.adminOf)}::jsonb)::int)`
  const conditions = [
    ...(actor.adminOf.length > 0 ? [mine] : []),
    ...(isInOps(actor) ? [sql`coalesce((${adminsOf(deps)}), true)`] : []),
  ]
  if (conditions.length === 0) return []
  const isResponsible = sql`(${sql.join(conditions, sql` or `)})`
  const isForActor = isInOps(actor) ? sql`(g.charter_rung = 3 or ${isResponsible})` : isResponsible
  const hasNoOffer = sql`coalesce((select false from ${groupOffers} as o where o.group_id = g.id and o.state = 'asked' order by o.asked_at limit 1), true)`
  return [
    sql`select g.id, g.created_at as since from ${declaredGroups} as g where lower(g.owner_id) <> ${actor.userid.toLowerCase()} and ${isForActor}`,
    sql`select g.id, g.vacant_since as since from ${vacantGroups} as g
      where g.next_owner_id is null and g.state in ('charter', 'active', 'declared') and ${hasNoOffer} and ${isResponsible}`,
    sql`select g.id, waits.since from ${vacantGroups} as g
      cross join lateral (select ${waitsSince} as since) as waits
      where g.deputy_id is null and waits.since is not null and ${isResponsible}`,
  ]
}

/**
 * Returns a query of `false`, without a row if no department of the group has an admin. It selects admins as `holdersFor` does;
 * an owner cannot accept the group that they declared.
 */
const adminsOf = ({ db, ...deps }: ReadDeps) =>
  db
    .select({ one: sql`false` })
    .from(roleGrants)
    .innerJoin(members, sql`lower(${members.userid}) = lower(${roleGrants.userid})`)
    .where(
      sql`${roleGrants.role} = 'dept_admin' and ${roleGrants.departmentId} = any(g.department_path)
        and ${isGrantActive(today(deps))} and ${members.status} = ${ACTIVE}
        and (g.state <> 'declared' or lower(${members.userid}) <> lower(g.owner_id))`,
    )
    .limit(1)

/** Returns the parts for escalated reviews, longest open first: for the admins of its departments, then for ops. */
function escalatedReviews(actor: Pick<MemberActor, 'roles' | 'adminOf'>): SQL[] {
  const under = sql`select late.id, late.since from jsonb_array_elements_text(${JSON.stringify(actor.adminOf)}::jsonb) as mine(id)
    cross join lateral (
      select p.group_id as id, p.late_since as since from ${groupPlaces} as p
      where p.department_id = mine.id::int and p.late_since is not null
      order by p.late_since, p.group_id limit ${MAX_LISTED}) as late`
  const all = sql`select g.id, g.review_opened_at as since from ${chatGroups} as g
    where g.review_opened_at is not null and g.review_rung = 2 order by g.review_opened_at, g.id limit ${MAX_LISTED}`
  return [...(actor.adminOf.length > 0 ? [under] : []), ...(isInOps(actor) ? [all] : [])]
}

/** Lists the reviews escalated to this person, which are listed above the registry. */
export const listLateGroups = (db: Database, actor: Pick<MemberActor, 'roles' | 'adminOf'>): Promise<ListedGroup[]> =>
  listByIds(db, escalatedReviews(actor))

/** Lists the declared groups and those without a leader that wait for this person. */
export const listResponsibleGroups = (deps: ReadDeps, actor: TaskViewer): Promise<ListedGroup[]> =>
  listByIds(deps.db, responsibleGroups(deps, actor))

async function listByIds(db: Database, parts: readonly SQL[]): Promise<ListedGroup[]> {
  if (parts.length === 0) return []
  const ids = sql.join(
    parts.map((part) => sql`(${part})`),
    sql` union `,
  )
  // `any` uses the key; with `in` the planner expects to read every group.
  return db
    .select(listedColumns)
    .from(chatGroups)
    .where(sql`${chatGroups.id} = any(array(select id from (${ids}) as listed))`)
    .orderBy(chatGroups.reviewOpenedAt, chatGroups.id)
    .limit(MAX_LISTED)
}
