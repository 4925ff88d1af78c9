import type { GroupId } from '@desk/shared/kernel/ids'
import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { chatGroups } from '../../../db/schema/index.ts'

const isRunning = sql`${chatGroups.state} in ('charter', 'active')`

/** What the round has to look at, a batch of each: by an index that holds nothing else. */
export const dueGroups = {
  charter: (db: Database, now: Date, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(
          and(
            sql`${chatGroups.state} in ('charter', 'declared')`,
            // Who signs for a group without an owner is known once it has one.
            sql`(${chatGroups.vacantSince} is null or ${chatGroups.state} = 'declared')`,
            lt(chatGroups.charterDueAt, now),
          ),
        )
        .orderBy(chatGroups.charterDueAt)
        .limit(limit),
    ),
  /** Whose end is so near that somebody must hear of it who has not yet. */
  expiry: (db: Database, { day, notBefore }: { day: string; notBefore: number }, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(
          and(
            isRunning,
            sql`${chatGroups.expiresOn} <= ${day}::date`,
            sql`(${chatGroups.lastExpiryNoticeDays} is null or ${chatGroups.lastExpiryNoticeDays} > ${notBefore})`,
          ),
        )
        .orderBy(chatGroups.expiresOn)
        .limit(limit),
    ),
  over: (db: Database, today: string, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(and(isRunning, sql`${chatGroups.expiresOn} < ${today}::date`))
        .orderBy(chatGroups.expiresOn)
        .limit(limit),
    ),
  review: (db: Database, today: string, limit: number) =>
    ids(
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
  lateReview: (db: Database, now: Date, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(
          and(
            sql`${chatGroups.reviewOpenedAt} is not null`,
            lt(chatGroups.reviewCloseBy, now),
            lt(chatGroups.reviewEscalationStep, 2),
          ),
        )
        .orderBy(chatGroups.reviewCloseBy)
        .limit(limit),
    ),
  unrestorable: (db: Database, before: Date, limit: number) =>
    ids(
      db
        .select({ id: chatGroups.id })
        .from(chatGroups)
        .where(and(eq(chatGroups.state, 'archived'), lt(chatGroups.archivedAt, before)))
        .orderBy(chatGroups.archivedAt)
        .limit(limit),
    ),
}

const ids = async (query: PromiseLike<{ id: GroupId }[]>): Promise<GroupId[]> => (await query).map(({ id }) => id)
