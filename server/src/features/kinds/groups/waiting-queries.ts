import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupId } from '@desk/shared/kernel/ids'
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { chatGroups, groupOffers, groupPlaces, groupReports, groupWishes } from '../../../db/schema/index.ts'
import { listedColumns, type ListedGroup } from './group-queries.ts'

/** Groups of one person that are looked at: a hundred that wait are not told from more. */
const MOST = 100

/**
 * Groups in which this person acts next, the longest waiting first: a charter to sign, a review to decide, an offer to
 * answer, somebody at the door, a report to look into, a review that its owner let go by. One statement, by the indexes of
 * his own.
 */
export async function listWaitingGroups(
  db: Database,
  actor: Pick<MemberActor, 'userid' | 'roles' | 'adminOf'>,
): Promise<{ id: GroupId; since: Date }[]> {
  const key = actor.userid.toLowerCase()
  const isOps = isInOps(actor)
  const isOpen = sql`g.state in ('charter', 'active')`
  const report = (recipient: 'owner' | 'ops') =>
    sql`${groupReports} as r where r.recipient = ${recipient} and r.handled_at is null`
  const result = await db.execute(sql`
    select id, (extract(epoch from min(since)) * 1000)::float8 as since from (
      (select g.id, coalesce(g.review_opened_at, g.created_at) as since from ${chatGroups} as g
        where lower(g.owner_id) = ${key} and g.vacant_since is null and ${isOpen}
          and (g.state = 'charter' or g.review_opened_at is not null) limit ${MOST})
      union all
      (select g.id, coalesce(g.review_opened_at, g.created_at) from ${chatGroups} as g
        where lower(g.deputy_id) = ${key} and ${isOpen} and ((g.state = 'charter' and g.charter_rung > 0)
          or (g.vacant_since is not null and g.review_opened_at is not null)) limit ${MOST})
      union all
      (select o.group_id, o.asked_at from ${groupOffers} as o where o.userid = ${key} and o.state = 'asked' limit ${MOST})
      union all
      (select g.id, w.asked_at from ${chatGroups} as g
        cross join lateral (select asked_at from ${groupWishes} where group_id = g.id and state = 'asked' limit ${MOST}) as w
        where lower(g.owner_id) = ${key} and g.vacant_since is null and ${isOpen} limit ${MOST})
      union all
      (select g.id, (select min(r.at) from ${report('owner')} and r.group_id = g.id) from ${chatGroups} as g
        where lower(g.owner_id) = ${key} and exists (select 1 from ${report('owner')} and r.group_id = g.id) limit ${MOST})
      ${isOps ? sql`union all (select r.group_id, r.at from ${report('ops')} limit ${MOST})` : sql``}
      ${sql.join(lateFor(actor).map((late) => sql` union all (${late})`))}
    ) as waiting group by id order by 2, 1`)
  const { rows } = result as unknown as { rows: { id: GroupId; since: number }[] }
  return rows.map(({ id, since }) => ({ id, since: new Date(since) }))
}

const isInOps = ({ roles }: Pick<MemberActor, 'roles'>) => roles.includes('ops') || roles.includes('ops_lead')

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

/** The same groups, to be listed: above the registry of those who answer for them. */
export async function listLateGroups(
  db: Database,
  actor: Pick<MemberActor, 'roles' | 'adminOf'>,
): Promise<ListedGroup[]> {
  const late = lateFor(actor)
  if (late.length === 0) return []
  const ids = sql.join(
    late.map((one) => sql`(${one})`),
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
