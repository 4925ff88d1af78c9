import type { MemberFacts } from '@desk/shared/groups/group-states'
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { departments, groupOffers, members, partners } from '../../../db/schema/index.ts'
import { listLockedAccounts } from '../../../directory/locked-account-queries.ts'

export type PersonFacts = MemberFacts & {
  userid: string
  name: string
  mainDepartmentId: number | null
  mainPath: readonly number[]
  /** Who answers for a partner; null: an employee. */
  sponsorId: string | null
}

type Row = {
  userid: string
  name: string
  status: number
  main: number | null
  main_path: number[] | null
  paths: number[] | null
  sponsor: string | null
  ends_on: string | null
}

const DISABLED = 2

/**
 * What decides whether these people belong, by userid in lower case. Unknown ones are not in it. One statement with one
 * parameter, however many they are; another one when somebody's account is disabled: by a lost phone, or for good?
 */
export async function factsOf(
  db: Database,
  userids: readonly string[],
  today: string,
): Promise<ReadonlyMap<string, PersonFacts>> {
  if (userids.length === 0) return new Map()
  const wanted = JSON.stringify([...new Set(userids.map((one) => one.toLowerCase()))])
  // The limits keep the planner from reading everybody once there are many of them.
  const result = await db.execute(sql`
    select m.userid, m.name, m.status, m.main_department_id as main, p.sponsor, p.ends_on::text as ends_on,
      (select d.path from ${departments} as d where d.id = m.main_department_id) as main_path,
      (select array_agg(distinct above) from unnest(m.department_ids) as own(id)
        cross join lateral (select path from ${departments} as one where one.id = own.id limit 1) as d,
        unnest(d.path) as above) as paths
    from jsonb_array_elements_text(${wanted}::jsonb) as asked(key)
    cross join lateral (select * from ${members} as one where lower(one.userid) = asked.key limit 1) as m
    left join lateral (select * from ${partners} as one where one.userid = asked.key limit 1) as p on true`)
  const { rows } = result as unknown as { rows: Row[] }
  const disabled = rows.flatMap(({ status, userid }) => (status === DISABLED ? [userid] : []))
  const locked = await listLockedAccounts(db, disabled)
  return new Map(
    rows.map((row) => [
      row.userid.toLowerCase(),
      {
        userid: row.userid,
        name: row.name,
        status: row.status,
        mainDepartmentId: row.main,
        mainPath: row.main_path ?? (row.main === null ? [] : [row.main]),
        departments: row.paths ?? [],
        sponsorId: row.sponsor,
        contractEnded: row.ends_on !== null && row.ends_on < today,
        isLockedForNow: locked.has(row.userid.toLowerCase()),
      },
    ]),
  )
}

/**
 * Who could take a group over: active members whose reason stands, those of its department first, by who came first.
 * Nobody who said no since it has no owner.
 */
export async function colleaguesIn(
  db: Database,
  { id, vacantSince }: { id: string; vacantSince: Date | null },
  departmentId: number,
  limit: number,
): Promise<string[]> {
  const result = await db.execute(sql`
    select m.userid from group_members as g join ${members} as m on lower(m.userid) = g.userid
    where g.group_id = ${id} and g.left_at is null and g.gone_reason is null and m.status = 1
      and not exists (select 1 from ${partners} as p where p.userid = g.userid)
      and not exists (select 1 from ${groupOffers} as o where o.group_id = g.group_id and o.userid = g.userid
        and o.state = 'declined' and o.asked_at >= ${vacantSince?.toISOString() ?? 'infinity'}::timestamptz)
    order by (m.main_department_id = ${departmentId}) desc, g.since, g.userid limit ${limit}`)
  return (result as unknown as { rows: { userid: string }[] }).rows.map(({ userid }) => userid)
}
