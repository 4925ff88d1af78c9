import type { GroupId } from '@desk/shared/kernel/ids'
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { chatGroups, groupMembers, partners } from '../../../db/schema/index.ts'

/** Groups that this person is in or owns, in the order of their ids. */
export async function listMemberships(db: Database, userid: string, after: string, limit: number): Promise<GroupId[]> {
  const key = userid.toLowerCase()
  const asMember = db
    .select({ id: groupMembers.groupId })
    .from(groupMembers)
    .where(and(eq(groupMembers.userid, key), isNull(groupMembers.leftAt), gt(groupMembers.groupId, after as GroupId)))
  const asOwner = db
    .select({ id: chatGroups.id })
    .from(chatGroups)
    .where(and(eq(sql`lower(${chatGroups.ownerId})`, key), gt(chatGroups.id, after as GroupId)))
  const both = asMember.union(asOwner).as('both')
  const rows = await db.select({ id: both.id }).from(both).orderBy(asc(both.id)).limit(limit)
  return rows.map(({ id }) => id)
}

/** Partners whose contract is over and who are still in a group for a reason that nobody has looked at. */
export async function listEndedPartners(db: Database, today: string, limit: number): Promise<string[]> {
  const result = await db.execute(sql`
    select over.userid from (select userid from ${partners} as p where p.ends_on < ${today}::date order by p.ends_on) as over
    cross join lateral (select 1 from ${groupMembers} as one where one.userid = over.userid and one.left_at is null
      and (one.gone_reason is null or one.gone_reason = 'moved') limit 1) as member
    limit ${limit}`)
  return (result as unknown as { rows: { userid: string }[] }).rows.map(({ userid }) => userid)
}
