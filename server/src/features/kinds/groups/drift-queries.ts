import type { GroupId } from '@desk/shared/kernel/ids'
import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm'
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
  const rows = await db
    .selectDistinct({ userid: partners.userid })
    .from(partners)
    .innerJoin(groupMembers, eq(groupMembers.userid, partners.userid))
    .where(
      and(
        sql`${partners.endsOn} < ${today}::date`,
        isNull(groupMembers.leftAt),
        or(isNull(groupMembers.goneReason), eq(groupMembers.goneReason, 'moved')),
      ),
    )
    .limit(limit)
  return rows.map(({ userid }) => userid)
}
