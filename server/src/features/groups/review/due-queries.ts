import type { GroupId } from '@desk/shared/kernel/ids'
import { and, asc, eq, gt, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { chatGroups, groupJoinRequests, groupMembers, partners } from '../../../db/schema/index.ts'

const isRunning = sql`${chatGroups.state} in ('charter', 'active')`

/** Queries of the daily group job. Each returns one batch of ids and is served by a partial index. */
export const dueGroups = {
  /** Lists groups whose charter or declaration is overdue. */
  unsignedCharter: (db: Database, now: Date, limit: number) =>
    selectIds(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(
          and(
            sql`${chatGroups.state} in ('charter', 'declared')`,
            // In a group without an owner, no person can sign the charter.
            sql`(${chatGroups.vacantSince} is null or ${chatGroups.state} = 'declared')`,
            lt(chatGroups.charterDueAt, now),
          ),
        )
        .orderBy(chatGroups.charterDueAt)
        .limit(limit),
    ),
  /** Lists running groups that expire on or before `day` and whose notice of `noticeDays` days before has not been sent. */
  expiring: (db: Database, { day, noticeDays }: { day: string; noticeDays: number }, limit: number) =>
    selectIds(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(
          and(
            isRunning,
            sql`${chatGroups.expiresOn} <= ${day}::date`,
            sql`(${chatGroups.lastExpiryNoticeDays} is null or ${chatGroups.lastExpiryNoticeDays} > ${noticeDays})`,
          ),
        )
        .orderBy(chatGroups.expiresOn)
        .limit(limit),
    ),
  /** Lists running groups whose expiry date is past. */
  expired: (db: Database, today: string, limit: number) =>
    selectIds(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(and(isRunning, sql`${chatGroups.expiresOn} < ${today}::date`))
        .orderBy(chatGroups.expiresOn)
        .limit(limit),
    ),
  /** Lists active groups whose quarterly review is due. */
  reviewDue: (db: Database, today: string, limit: number) =>
    selectIds(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(
          and(
            eq(chatGroups.state, 'active'),
            isNull(chatGroups.reviewOpenedAt),
            sql`${chatGroups.reviewDueOn} <= ${today}::date`,
          ),
        )
        .orderBy(chatGroups.reviewDueOn)
        .limit(limit),
    ),
  /** Lists groups with an overdue review and no member whose reason no longer applies. */
  reviewEmpty: (db: Database, now: Date, limit: number) =>
    listOverdue(db, { now, limit, where: eq(chatGroups.goneCount, 0) }),
  /** Lists groups with an overdue review that can be escalated further. */
  reviewOverdue: (db: Database, now: Date, limit: number) =>
    listOverdue(db, { now, limit, where: lt(chatGroups.reviewEscalationStep, 2) }),
  /** Lists archived groups that can no longer be restored. */
  pastRestorePeriod: (db: Database, before: Date, limit: number) =>
    selectIds(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(and(eq(chatGroups.state, 'archived'), lt(chatGroups.archivedAt, before)))
        .orderBy(chatGroups.archivedAt)
        .limit(limit),
    ),
}

const selectIds = async (query: PromiseLike<{ id: GroupId }[]>): Promise<GroupId[]> => (await query).map(({ id }) => id)

/** Lists the groups that this person is in, owns or asked to join, ordered by id. */
export async function listMemberships(db: Database, userid: string, after: string, limit: number): Promise<GroupId[]> {
  const key = userid.toLowerCase()
  const asMember = db
    .select({ id: groupMembers.groupId })
    .from(groupMembers)
    .where(and(eq(groupMembers.userid, key), isNull(groupMembers.leftAt), gt(groupMembers.groupId, after as GroupId)))
  const asOwner = db
    .select({ id: chatGroups.id })
    .from(chatGroups)
    .where(and(matchesUserid(chatGroups.ownerId, userid), gt(chatGroups.id, after as GroupId)))
  const asApplicant = db
    .select({ id: groupJoinRequests.groupId })
    .from(groupJoinRequests)
    .where(
      and(
        eq(groupJoinRequests.userid, key),
        sql`${groupJoinRequests.state} = 'asked'`,
        gt(groupJoinRequests.groupId, after as GroupId),
      ),
    )
  const listed = asMember.union(asOwner).union(asApplicant).as('listed')
  const rows = await db.select({ id: listed.id }).from(listed).orderBy(asc(listed.id)).limit(limit)
  return rows.map(({ id }) => id)
}

/**
 * Lists partners whose contract ended and who are in a group without a `goneReason`, or with only `moved`. Members of a group that
 * ended stay as they were, and so do guests who were kept in a review after the end, until the next one.
 */
export async function listEndedPartners(
  db: Database,
  { today, timeZone }: { today: string; timeZone: string },
  limit: number,
): Promise<string[]> {
  const wasKept = sql`(one.reason = 'guest' and one.gone_reason is null and one.since < own.reviewed_at
    and own.reviewed_at >= greatest((over.ends_on + 1)::timestamp at time zone ${timeZone}, over.ended_at))`
  const rows = await rowsOf<{ userid: string }>(
    db,
    sql`
    select over.userid from (select userid, ends_on, ended_at from ${partners} as p where p.ends_on < ${today}::date
      order by p.ends_on) as over
    cross join lateral (select 1 from ${groupMembers} as one
      join ${chatGroups} as own on own.id = one.group_id and own.state <> 'gone'
      where one.userid = over.userid and one.left_at is null
      and (one.gone_reason is null or one.gone_reason = 'moved') and ${wasKept} is not true limit 1) as member
    limit ${limit}`,
  )
  return rows.map(({ userid }) => userid)
}

/** Lists groups whose open review is overdue, the longest overdue first. */
const listOverdue = (db: Database, { now, limit, where }: { now: Date; limit: number; where: SQL }) =>
  selectIds(
    db
      .select({ id: chatGroups.id })
      .from(chatGroups)
      .where(and(sql`${chatGroups.reviewOpenedAt} is not null`, lt(chatGroups.reviewCloseBy, now), where))
      .orderBy(chatGroups.reviewCloseBy)
      .limit(limit),
  )
