import { noticeEvents, noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { and, count, desc, eq, gt, gte, inArray, isNotNull, like, lte, ne, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import {
  directoryChanges,
  members,
  notices,
  policyMailings,
  policyReminderBatches,
  policyUnreached,
} from '../../../db/schema/index.ts'
import type { MailedCard, ReminderBatchScope } from '../../../db/schema/policy-counts.ts'
import type { Deps } from '../../../kernel/deps.ts'

export type { MailedCard, ReminderBatchScope }
export type ReminderBatchRow = typeof policyReminderBatches.$inferSelect
export type MailingRow = typeof policyMailings.$inferSelect

export async function insertReminderBatch(tx: Tx, row: typeof policyReminderBatches.$inferInsert): Promise<boolean> {
  const inserted = await tx
    .insert(policyReminderBatches)
    .values(row)
    .onConflictDoNothing()
    .returning({ key: policyReminderBatches.key })
  return inserted.length === 1
}

export async function findReminderBatch(db: Database, key: string): Promise<ReminderBatchRow | null> {
  const [row] = await db.select().from(policyReminderBatches).where(eq(policyReminderBatches.key, key))
  return row ?? null
}

/** Returns day and start of the last daily reminder batch; null if there is none. */
export async function findLastDailyBatch(db: Database): Promise<Pick<ReminderBatchRow, 'day' | 'startedAt'> | null> {
  const [row] = await db
    .select({ day: policyReminderBatches.day, startedAt: policyReminderBatches.startedAt })
    .from(policyReminderBatches)
    .where(like(policyReminderBatches.key, 'daily:%'))
    .orderBy(desc(policyReminderBatches.day))
    .limit(1)
  return row ?? null
}

export async function advanceReminderBatch(
  tx: Tx,
  key: string,
  { afterUserid, notified, finishedAt }: { afterUserid: string; notified: number; finishedAt: Date | null },
): Promise<void> {
  await tx
    .update(policyReminderBatches)
    .set({ afterUserid, finishedAt, notified: sql`${policyReminderBatches.notified} + ${notified}` })
    .where(eq(policyReminderBatches.key, key))
}

/** Inserts a notice for each of these people, and returns those who do not have the same notice yet. */
export async function bookNotices(
  tx: Tx,
  { ids, clock, afterRestore }: Pick<Deps, 'ids' | 'clock' | 'afterRestore'>,
  notice: { event: NoticeEvent; object: string; userids: readonly string[]; policyIds?: readonly string[] },
): Promise<string[]> {
  const { event, object, userids, policyIds } = notice
  if (userids.length === 0) return []
  const plannedAt = clock.now()
  const isQuiet = afterRestore?.isQuiet() ?? false
  const rows = userids.map((userid) => ({
    taskId: ids.next('card'),
    event,
    objectId: object,
    userid,
    dedupeKey: noticeKey(event, object, userid),
    state: isQuiet ? ('dropped' as const) : ('waiting' as const),
    plannedAt,
    policyIds: policyIds && [...policyIds],
  }))
  const booked = await tx.insert(notices).values(rows).onConflictDoNothing().returning({ userid: notices.userid })
  return isQuiet ? [] : booked.map(({ userid }) => userid)
}

/** Returns when each of these people was notified; dropped notices do not count. */
export async function listNotified(
  db: Database,
  { event, object, userids }: { event: NoticeEvent; object: string; userids: readonly string[] },
): Promise<ReadonlyMap<string, Date>> {
  if (userids.length === 0) return new Map()
  const keys = new Map(userids.map((userid) => [noticeKey(event, object, userid), userid]))
  const rows = await db
    .select({ key: notices.dedupeKey, at: notices.plannedAt })
    .from(notices)
    .where(and(inArray(notices.dedupeKey, [...keys.keys()]), ne(notices.state, 'dropped')))
  return new Map(rows.map(({ key, at }) => [keys.get(key) ?? key, at]))
}

const budgeted = Object.entries(noticeEvents)
  .filter(([, rule]) => ['action', 'information'].includes(rule.class))
  .map(([event]) => event as NoticeEvent)

/** Lists the lower-case userids of accounts that became active in this period: earlier messages did not reach them. */
export async function listReactivated(
  db: Database,
  { after, upTo }: { after: Date | null; upTo: Date },
): Promise<ReadonlySet<string>> {
  const { at, kind, details, userid } = directoryChanges
  const rows = await db
    .selectDistinct({ key: sql<string>`lower(${userid})` })
    .from(directoryChanges)
    .where(
      and(
        after === null ? undefined : gt(at, after),
        lte(at, upTo),
        eq(kind, 'status'),
        isNotNull(userid),
        sql`${details} -> 'to' = '[1]'::jsonb`,
      ),
    )
  return new Set(rows.map(({ key }) => key))
}

/** Lists, in lower case, which of these people have received `limit` messages since `dayStart`. */
export async function listOverBudget(
  tx: Tx,
  userids: readonly string[],
  { dayStart, limit }: { dayStart: Date; limit: number },
): Promise<ReadonlySet<string>> {
  if (userids.length === 0) return new Set()
  const person = sql<string>`lower(${notices.userid})`
  const rows = await tx
    .select({ person })
    .from(notices)
    .where(
      and(
        inArray(
          person,
          userids.map((userid) => userid.toLowerCase()),
        ),
        gte(notices.admittedAt, dayStart),
        inArray(notices.event, budgeted),
      ),
    )
    .groupBy(person)
    .having(gte(count(), limit))
  return new Set(rows.map((row) => row.person))
}

export async function insertMailing(tx: Tx, row: typeof policyMailings.$inferInsert): Promise<void> {
  await tx.insert(policyMailings).values(row)
}

export async function findMailing(db: Database, id: string): Promise<MailingRow | null> {
  const [row] = await db.select().from(policyMailings).where(eq(policyMailings.id, id))
  return row ?? null
}

/** Lists the open mailings about a version or question. */
export const listOpenMailings = (tx: Tx, about: string): Promise<MailingRow[]> =>
  tx.select().from(policyMailings).where(eq(policyMailings.about, about)).orderBy(policyMailings.id)

export async function requireMailing(db: Database, id: string): Promise<MailingRow> {
  const row = await findMailing(db, id)
  if (!row) throw new Error(`Mailing ${id} does not exist`)
  return row
}

export async function saveMailing(
  tx: Tx,
  id: string,
  patch: Partial<Pick<MailingRow, 'userids' | 'frozenAt' | 'sentAt' | 'about' | 'responseCode'>>,
): Promise<void> {
  await tx.update(policyMailings).set(patch).where(eq(policyMailings.id, id))
}

/** Stores the result of the notices of a call. */
export async function settleNotices(
  tx: Tx,
  { event, object }: { event: NoticeEvent; object: string },
  userids: readonly string[],
  patch: { state: 'sent' | 'undelivered' | 'dropped'; admittedAt?: Date },
): Promise<void> {
  if (userids.length === 0) return
  const keys = userids.map((userid) => noticeKey(event, object, userid))
  await tx.update(notices).set(patch).where(inArray(notices.dedupeKey, keys))
}

const keysOf = (userids: readonly string[]) => userids.map((userid) => userid.toLowerCase())

/** Stores who was reached, and returns the main departments of people for whom that changed. */
export async function saveReach(
  tx: Tx,
  reach: { delivered: readonly string[]; undelivered: readonly string[]; at: Date },
): Promise<(number | null)[]> {
  const changed: string[] = []
  if (reach.delivered.length > 0) {
    const reached = await tx
      .delete(policyUnreached)
      .where(inArray(policyUnreached.userid, keysOf(reach.delivered)))
      .returning({ userid: policyUnreached.userid })
    changed.push(...reached.map(({ userid }) => userid))
  }
  if (reach.undelivered.length > 0) {
    const rows = keysOf(reach.undelivered).map((userid) => ({ userid, since: reach.at }))
    const unreached = await tx
      .insert(policyUnreached)
      .values(rows)
      .onConflictDoNothing()
      .returning({ userid: policyUnreached.userid })
    changed.push(...unreached.map(({ userid }) => userid))
  }
  if (changed.length === 0) return []
  const rows = await tx
    .selectDistinct({ departmentId: members.mainDepartmentId })
    .from(members)
    .where(inArray(sql`lower(${members.userid})`, changed))
  return rows.map(({ departmentId }) => departmentId)
}
