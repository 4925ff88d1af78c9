import type { MemberFacts } from '@desk/shared/groups/group-states'
import type { GroupId } from '@desk/shared/kernel/ids'
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { departments, groupMembers, groupOffers, members, partners } from '../../../db/schema/index.ts'
import { nameKeyOf } from '../../../directory/name-search-keys.ts'
import { listSuspendedAccounts } from '../../../directory/suspension-queries.ts'
import { ACTIVE, DISABLED } from '../../../directory/member-drift.ts'

export type PersonFacts = MemberFacts & {
  userid: string
  name: string
  mainDepartmentId: number | null
  mainPath: readonly number[]
  /** The employee responsible for a partner, empty while nobody is; null: the person is an employee. */
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

/**
 * Maps lower-case userids to the facts that decide whether these people belong to a group; unknown people are missing. Runs one
 * statement with one parameter, and a second one that finds disabled accounts which are locked only for a lost phone.
 */
export async function factsOf(
  db: Database,
  userids: readonly string[],
  today: string,
): Promise<ReadonlyMap<string, PersonFacts>> {
  if (userids.length === 0) return new Map()
  const keys = JSON.stringify([...new Set(userids.map((userid) => userid.toLowerCase()))])
  // The limits keep the planner from reading all members once there are many.
  const rows = await rowsOf<Row>(
    db,
    sql`
    select m.userid, m.name, m.status, m.main_department_id as main,
      case when p.userid is not null then coalesce(p.sponsor, '') end as sponsor, p.ends_on::text as ends_on,
      (select d.path from ${departments} as d where d.id = m.main_department_id) as main_path,
      (select array_agg(distinct above) from unnest(m.department_ids) as own(id)
        cross join lateral (select path from ${departments} as one where one.id = own.id limit 1) as d,
        unnest(d.path) as above) as paths
    from jsonb_array_elements_text(${keys}::jsonb) as asked(key)
    cross join lateral (select * from ${members} as one where lower(one.userid) = asked.key limit 1) as m
    left join lateral (select * from ${partners} as one where one.userid = asked.key limit 1) as p on true`,
  )
  const disabled = rows.flatMap(({ status, userid }) => (status === DISABLED ? [userid] : []))
  const locked = await listSuspendedAccounts(db, disabled, 'lost')
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

/** Returns the facts that decide whether this person belongs to a group; undefined for an unknown person. */
export const findFacts = async (db: Database, userid: string, today: string): Promise<PersonFacts | undefined> =>
  (await factsOf(db, [userid], today)).get(userid.toLowerCase())

/**
 * Lists members who could become the owner: active employees whose reason for membership still applies, those of the group's
 * department first, then by date of joining. Members who declined since the group lost its owner are excluded.
 */
export async function listOwnerCandidates(
  db: Database,
  { id, vacantSince }: { id: string; vacantSince: Date | null },
  departmentId: number,
  limit: number,
): Promise<string[]> {
  const rows = await rowsOf<{ userid: string }>(
    db,
    sql`
    select m.userid from group_members as g join ${members} as m on lower(m.userid) = g.userid
    where g.group_id = ${id} and g.left_at is null and g.gone_reason is null and m.status = ${ACTIVE}
      and not exists (select 1 from ${partners} as p where p.userid = g.userid)
      and not exists (select 1 from ${groupOffers} as o where o.group_id = g.group_id and o.userid = g.userid
        and o.state = 'declined' and o.asked_at >= ${vacantSince?.toISOString() ?? 'infinity'}::timestamptz)
    order by (m.main_department_id = ${departmentId}) desc, g.since, g.userid limit ${limit}`,
  )
  return rows.map(({ userid }) => userid)
}

type DeputyRow = { userid: string; name: string; department: number | null }

/**
 * Lists members of a group who could be its deputy, by a prefix of the name, the pinyin or the initials. Reads only the members
 * of that group, each through an index.
 */
export async function findDeputyCandidates(
  db: Database,
  groupId: GroupId,
  q: string,
  limit: number,
): Promise<DeputyRow[]> {
  const letters = q.toLowerCase().replace(/[\s·'’-]/g, '')
  const isLetters = /^[a-z0-9]+$/.test(letters)
  const matchesName = sql`starts_with(m.name_key, ${nameKeyOf(q)})`
  const matchesSpelling = sql`(${matchesName} or starts_with(m.initials, ${letters}) or starts_with(m.pinyin, ${letters}))`
  return rowsOf(
    db,
    sql`
    select m.userid, m.name, m.main_department_id as department from ${groupMembers} as g
    cross join lateral (select * from ${members} as one where lower(one.userid) = g.userid limit 1) as m
    left join lateral (select userid from ${partners} as one where one.userid = g.userid limit 1) as p on true
    where g.group_id = ${groupId} and g.left_at is null and g.gone_reason is null and g.remove_at is null
      and m.status = ${ACTIVE} and p.userid is null and ${isLetters ? matchesSpelling : matchesName}
    order by m.name_key, m.userid limit ${limit}`,
  )
}
