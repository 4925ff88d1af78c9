import type { GroupId } from '@desk/shared/kernel/ids'
import { sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { groupMembers, members, partners } from '../../../db/schema/index.ts'
import { nameKeyOf } from '../../../directory/name-search-keys.ts'

type Row = { userid: string; name: string; department: number | null }

/**
 * Who of a group could be its deputy, by the beginning of the name, the pinyin or the initials. Reads that group's members,
 * one by one by their index.
 */
export async function findFit(db: Database, groupId: GroupId, q: string, limit: number): Promise<Row[]> {
  const letters = q.toLowerCase().replace(/[\s·'’-]/g, '')
  const isLetters = /^[a-z0-9]+$/.test(letters)
  const isNamed = sql`starts_with(m.name_key, ${nameKeyOf(q)})`
  const isSpelt = sql`(${isNamed} or starts_with(m.initials, ${letters}) or starts_with(m.pinyin, ${letters}))`
  const result = await db.execute(sql`
    select m.userid, m.name, m.main_department_id as department from ${groupMembers} as g
    cross join lateral (select * from ${members} as one where lower(one.userid) = g.userid limit 1) as m
    left join lateral (select userid from ${partners} as one where one.userid = g.userid limit 1) as p on true
    where g.group_id = ${groupId} and g.left_at is null and g.gone_reason is null and g.remove_at is null
      and m.status = 1 and p.userid is null and ${isLetters ? isSpelt : isNamed}
    order by m.name_key, m.userid limit ${limit}`)
  return (result as unknown as { rows: Row[] }).rows
}
