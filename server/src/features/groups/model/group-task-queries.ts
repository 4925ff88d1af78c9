import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupId } from '@desk/shared/kernel/ids'
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
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
import { isGrantActive, today } from '../../../access/grant-conditions.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { listedColumns, type ListedGroup } from './group-queries.ts'

/** Groups of one person that are looked at: a hundred that wait are not told from more. */
const MOST = 100

type Who = Pick<MemberActor, 'userid' | 'roles' | 'adminOf'>

/**
 * Groups in which this person acts next, the longest waiting first: a charter to sign, a review to decide, an offer to
 * answer, somebody at the door, a report to look into, a list to work through, a group to confirm or to find an owner for, a
 * review that its owner let go by, an end that comes near, a deputy to name. One statement, by the indexes of their own.
 */
export async function listWaitingGroups(deps: ReadDeps, actor: Who): Promise<{ id: GroupId; since: Date }[]> {
  const key = actor.userid.toLowerCase()
  const arms = [
    ...ledBy(key),
    sql`select g.id, g.created_at as since from ${chatGroups} as g
      where lower(g.deputy_id) = ${key} and ${isUnsigned} and g.charter_rung > 0 and g.vacant_since is null`,
    sql`select o.group_id, o.asked_at from ${groupOffers} as o where o.userid = ${key} and o.state = 'asked'`,
    sql`select g.id, g.vacant_since from ${vacant} as g
      where lower(g.next_owner_id) = ${key} and ${isListed}`,
    ...answeredFor(deps, actor),
    ...(isInOps(actor)
      ? [sql`select r.group_id, r.at from ${groupReports} as r where r.recipient = 'ops' and r.handled_at is null`]
      : []),
    ...lateFor(actor),
  ]
  const all = sql.join(
    arms.map((arm) => sql`(select * from (${arm}) as arm limit ${MOST})`),
    sql` union all `,
  )
  const result = await deps.db.execute(sql`
    select id, (extract(epoch from min(since)) * 1000)::float8 as since from (${all}) as waiting
    group by id order by 2, 1`)
  const { rows } = result as unknown as { rows: { id: GroupId; since: number }[] }
  return rows.map(({ id, since }) => ({ id, since: new Date(since) }))
}

/** Without an owner, and declared ones: few at a time; of more the oldest are looked at. */
const vacant = sql`(select * from ${chatGroups} as one where one.vacant_since is not null
  order by one.vacant_since, one.id limit ${MOST * 10})`
const declared = sql`(select * from ${chatGroups} as one where one.state = 'declared'
  order by one.created_at, one.id limit ${MOST * 10})`

/** In words that fit no partial index: these groups are found by who leads them. */
const isUnsigned = sql`(g.state = 'charter') is true`
const hasNoOwner = sql`(g.vacant_since is not null) is true`

const isInOps = ({ roles }: Pick<MemberActor, 'roles'>) => roles.includes('ops') || roles.includes('ops_lead')

/** Made by hand, with something left that only people can do. */
const isListed = sql`(g.is_applying and g.chat_id is null and g.state in ('charter', 'active', 'archived'))`

/** Since when whoever leads it has been told that it ends; null: not, or not of this end. */
const endsSince = sql`case when g.state in ('charter', 'active') then (g.expires_on - g.expiry_told)::timestamptz end`

/** Since when this owner is asked to name a deputy, because the one there was has left. */
const lacksDeputySince = (key: string) => sql`case when g.state in ('charter', 'active') and g.deputy_id is null then
  (select min(n.planned_at) from ${notices} as n
    where n.group_id = g.id and n.asks = 'group.deputy_gone' and lower(n.userid) = ${key}) end`

/** Since when something in the group is in the hands of whoever is in charge of it; null: nothing is. */
const waitsSince = sql`least(
  ${endsSince},
  case when g.state in ('charter', 'active') then g.review_opened_at end,
  case when g.state in ('charter', 'active') then
    (select min(w.asked_at) from ${groupJoinRequests} as w where w.group_id = g.id and w.state = 'asked') end,
  (select min(r.at) from ${groupReports} as r
    where r.recipient = 'owner' and r.group_id = g.id and r.handled_at is null),
  case when ${isListed} and g.next_owner_id is null then coalesce(g.archived_at, g.created_at) end)`

/** As the owner, who signs too; as the deputy, once the owner is gone. */
function ledBy(key: string): SQL[] {
  const signs = sql`case when g.state = 'charter' then g.created_at end`
  const led = (since: SQL, where: SQL) => sql`select g.id, waits.since from ${chatGroups} as g
    cross join lateral (select ${since} as since) as waits where ${where} and waits.since is not null`
  return [
    led(
      sql`least(${signs}, ${lacksDeputySince(key)}, ${waitsSince})`,
      sql`lower(g.owner_id) = ${key} and g.vacant_since is null`,
    ),
    // Who stands in is told of the end, too.
    led(endsSince, sql`lower(g.deputy_id) = ${key} and g.vacant_since is null`),
    led(waitsSince, sql`lower(g.deputy_id) = ${key} and ${hasNoOwner}`),
  ]
}

/**
 * Groups that nobody leads, or that their owners declared: whoever administers one of the departments answers for them, and
 * where nobody does, the management department.
 */
function answeredFor(deps: ReadDeps, actor: Who): SQL[] {
  const mine = sql`g.department_path && array(select jsonb_array_elements_text(${JSON.stringify(actor.adminOf)}::jsonb)::int)`
  const isMine = [
    ...(actor.adminOf.length > 0 ? [mine] : []),
    ...(isInOps(actor) ? [sql`coalesce((${adminsOf(deps)}), true)`] : []),
  ]
  if (isMine.length === 0) return []
  const answers = sql`(${sql.join(isMine, sql` or `)})`
  const hasGoneUp = isInOps(actor) ? sql`(g.charter_rung = 3 or ${answers})` : answers
  const isFree = sql`coalesce((select false from ${groupOffers} as o where o.group_id = g.id and o.state = 'asked' order by o.asked_at limit 1), true)`
  return [
    sql`select g.id, g.created_at as since from ${declared} as g where lower(g.owner_id) <> ${actor.userid.toLowerCase()} and ${hasGoneUp}`,
    sql`select g.id, g.vacant_since as since from ${vacant} as g
      where g.next_owner_id is null and g.state in ('charter', 'active', 'declared') and ${isFree} and ${answers}`,
    sql`select g.id, waits.since from ${vacant} as g
      cross join lateral (select ${waitsSince} as since) as waits
      where g.deputy_id is null and waits.since is not null and ${answers}`,
  ]
}

/** Who administers a department of the group, as `holdersFor` finds them; nobody accepts what they declared themselves. */
const adminsOf = ({ db, ...deps }: ReadDeps) =>
  db
    .select({ one: sql`false` })
    .from(roleGrants)
    .innerJoin(members, sql`lower(${members.userid}) = lower(${roleGrants.userid})`)
    .where(
      sql`${roleGrants.role} = 'dept_admin' and ${roleGrants.departmentId} = any(g.department_path)
        and ${isGrantActive(today(deps))} and ${members.status} = 1
        and (g.state <> 'declared' or lower(${members.userid}) <> lower(g.owner_id))`,
    )
    .limit(1)

/** Reviews that went up to this person, the longest open first: to the admin of one of its departments, then to ops. */
function lateFor(actor: Pick<MemberActor, 'roles' | 'adminOf'>): SQL[] {
  const under = sql`select late.id, late.since from jsonb_array_elements_text(${JSON.stringify(actor.adminOf)}::jsonb) as mine(id)
    cross join lateral (
      select p.group_id as id, p.late_since as since from ${groupPlaces} as p
      where p.department_id = mine.id::int and p.late_since is not null
      order by p.late_since, p.group_id limit ${MOST}) as late`
  const all = sql`select g.id, g.review_opened_at as since from ${chatGroups} as g
    where g.review_opened_at is not null and g.review_rung = 2 order by g.review_opened_at, g.id limit ${MOST}`
  return [...(actor.adminOf.length > 0 ? [under] : []), ...(isInOps(actor) ? [all] : [])]
}

/** Reviews that went up to this person, to be listed above the registry. */
export const listLateGroups = (db: Database, actor: Pick<MemberActor, 'roles' | 'adminOf'>): Promise<ListedGroup[]> =>
  listThem(db, lateFor(actor))

/** What was declared, or is led by nobody, and waits for this person. */
export const listAnsweredFor = (deps: ReadDeps, actor: Who): Promise<ListedGroup[]> =>
  listThem(deps.db, answeredFor(deps, actor))

async function listThem(db: Database, arms: readonly SQL[]): Promise<ListedGroup[]> {
  if (arms.length === 0) return []
  const ids = sql.join(
    arms.map((one) => sql`(${one})`),
    sql` union `,
  )
  // Looked for by key: of `in` the planner believes that every group may be one of them.
  return db
    .select(listedColumns)
    .from(chatGroups)
    .where(sql`${chatGroups.id} = any(array(select id from (${ids}) as up))`)
    .orderBy(chatGroups.reviewOpenedAt, chatGroups.id)
    .limit(MOST)
}
