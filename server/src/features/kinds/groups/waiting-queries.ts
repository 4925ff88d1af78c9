import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupId } from '@desk/shared/kernel/ids'
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { chatGroups, groupOffers, groupReports, groupWishes } from '../../../db/schema/index.ts'

/** Groups of one person that are looked at: a hundred that wait are not told from more. */
const MOST = 100

/**
 * Groups in which this person acts next, the longest waiting first: a charter to sign, a review to decide, an offer to
 * answer, somebody at the door, a report to look into. One statement, by the indexes of his own.
 */
export async function listWaitingGroups(
  db: Database,
  { userid, roles }: Pick<MemberActor, 'userid' | 'roles'>,
): Promise<{ id: GroupId; since: Date }[]> {
  const key = userid.toLowerCase()
  const isOps = roles.includes('ops') || roles.includes('ops_lead')
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
    ) as waiting group by id order by 2, 1`)
  const { rows } = result as unknown as { rows: { id: GroupId; since: number }[] }
  return rows.map(({ id, since }) => ({ id, since: new Date(since) }))
}
