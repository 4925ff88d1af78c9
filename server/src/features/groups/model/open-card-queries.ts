import type { GroupId } from '@desk/shared/kernel/ids'
import { and, asc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { groupReports, groupJoinRequests, members, notices } from '../../../db/schema/index.ts'

export type OpenCardRow = typeof notices.$inferSelect

/** Lists the cards about open tasks of this group, sent and not yet sent. */
export const listOpenGroupCards = (db: Database, groupId: GroupId): Promise<OpenCardRow[]> =>
  db
    .select()
    .from(notices)
    .where(
      and(
        eq(notices.groupId, groupId),
        isNotNull(notices.asks),
        or(inArray(notices.state, ['waiting', 'digest']), isNotNull(notices.responseCode)),
        isNull(notices.digestId),
      ),
    )
    .orderBy(asc(notices.plannedAt), asc(notices.taskId))

/** Lists the open join requests, with the names of the applicants. */
export const listOpenJoinRequests = (
  db: Database,
  groupId: GroupId,
): Promise<{ userid: string; name: string; askedAt: Date }[]> =>
  db
    .select({ userid: groupJoinRequests.userid, name: members.name, askedAt: groupJoinRequests.askedAt })
    .from(groupJoinRequests)
    .innerJoin(members, eq(sql`lower(${members.userid})`, groupJoinRequests.userid))
    .where(and(eq(groupJoinRequests.groupId, groupId), eq(groupJoinRequests.state, 'asked')))
    .orderBy(asc(groupJoinRequests.askedAt), asc(groupJoinRequests.userid))

/** Lists the reports that have no answer yet. */
export const listOpenReports = (
  db: Database,
  groupId: GroupId,
): Promise<Pick<typeof groupReports.$inferSelect, 'id' | 'recipient'>[]> =>
  db
    .select({ id: groupReports.id, recipient: groupReports.recipient })
    .from(groupReports)
    .where(and(eq(groupReports.groupId, groupId), isNull(groupReports.handledAt)))
    .orderBy(asc(groupReports.at), asc(groupReports.id))

/** Returns whether a report to the owner, or whoever acts for them, has no answer yet. */
export const hasOpenOwnerReport = async (db: Database, groupId: GroupId): Promise<boolean> =>
  (await listOpenReports(db, groupId)).some(({ recipient }) => recipient === 'owner')
