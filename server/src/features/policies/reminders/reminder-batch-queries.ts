import type { ReminderResult } from '@desk/shared/policies/bulk-schemas'
import { noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { and, desc, eq, gt, inArray, isNotNull, like, lte, ne, sql } from 'drizzle-orm'
import { insertAll } from '../../../db/json-parameters.ts'
import type { Database, Tx } from '../../../db/database.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import {
  directoryChanges,
  members,
  notices,
  policyMailings,
  policyReminderBatches,
  policyUnreached,
  policyUnreachedHistory,
} from '../../../db/schema/index.ts'
import type { ReminderBatchScope } from '../../../db/schema/policy-counts.ts'

export type { ReminderBatchScope }
export type ManualReminderScope = Extract<ReminderBatchScope, { kind: 'urged' }>
export type ReminderBatchRow = typeof policyReminderBatches.$inferSelect

/** Inserts a batch. Returns false when there is one with this key. */
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

/** Maps those of these userids whose notice was planned, and not dropped, to the time of planning. */
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
      .returning()
    const historyRows = reached.map((row) => ({ ...row, until: reach.at }))
    if (historyRows.length > 0)
      await tx.execute(sql`${insertAll(policyUnreachedHistory, historyRows)} on conflict do nothing`)
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

/** Lists up to `limit` recipients of a batch with the result of its message: the undelivered first, the sent last. */
export async function listResults(
  db: Database,
  { key, notice }: { key: string; notice: { event: NoticeEvent; object: string } },
  limit: number,
): Promise<{ userid: string; name: string; state: ReminderResult['items'][number]['state'] }[]> {
  const recipient = sql`select distinct unnest(${policyMailings.userids}) as userid from ${policyMailings}
    where ${policyMailings.batchKey} = ${key}`
  const prefix = noticeKey(notice.event, notice.object, '')
  return rowsOf(
    db,
    sql`
    select n.userid, m.name, n.state from (${recipient}) r
    join ${notices} n on n.dedupe_key = ${prefix} || lower(r.userid)
    join ${members} m on lower(m.userid) = lower(r.userid)
    order by array_position(array['undelivered', 'waiting', 'dropped', 'sent'], n.state), n.userid
    limit ${limit}`,
  )
}

/** Counts the recipients of a batch by the state of its message. */
export async function countResults(
  db: Database,
  { key, notice }: { key: string; notice: { event: NoticeEvent; object: string } },
): Promise<{ state: string; count: number }[]> {
  const prefix = noticeKey(notice.event, notice.object, '')
  return rowsOf(
    db,
    sql`
    select n.state, count(*)::int as count
    from (select distinct unnest(${policyMailings.userids}) as userid from ${policyMailings}
      where ${policyMailings.batchKey} = ${key}) r
    join ${notices} n on n.dedupe_key = ${prefix} || lower(r.userid)
    group by n.state`,
  )
}
