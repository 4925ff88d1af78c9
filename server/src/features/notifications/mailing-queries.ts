import { noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { and, count, eq, gte, inArray, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { textArray } from '../../db/json-parameters.ts'
import { notices, policyMailings } from '../../db/schema/index.ts'
import type { MailedCard } from '../../db/schema/policy-counts.ts'
import type { Deps } from '../../kernel/deps.ts'
import { budgetedEvents } from './notice-queries.ts'

export type { MailedCard }
export type MailingRow = typeof policyMailings.$inferSelect

/**
 * Inserts a notice for each of these people, and returns those who did not have it before; nobody while notices are
 * suppressed.
 */
export async function insertNotices(
  tx: Tx,
  { ids, clock, afterRestore }: Pick<Deps, 'ids' | 'clock' | 'afterRestore'>,
  notice: { event: NoticeEvent; object: string; userids: readonly string[]; policyIds?: readonly string[] },
): Promise<string[]> {
  const { event, object, userids, policyIds } = notice
  if (userids.length === 0) return []
  const plannedAt = clock.now()
  const isSuppressed = afterRestore?.suppressesNotifications() ?? false
  const rows = userids.map((userid) => ({
    taskId: ids.next('card'),
    event,
    objectId: object,
    userid,
    dedupeKey: noticeKey(event, object, userid),
    state: isSuppressed ? ('dropped' as const) : ('waiting' as const),
    plannedAt,
    policyIds: policyIds && [...policyIds],
  }))
  const inserted = await tx.insert(notices).values(rows).onConflictDoNothing().returning({ userid: notices.userid })
  return isSuppressed ? [] : inserted.map(({ userid }) => userid)
}

/** Returns which of these dedupe keys belong to a notice. */
export async function listKnownNotices(db: Database, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
  const rows = await db
    .select({ key: notices.dedupeKey })
    .from(notices)
    .where(sql`${notices.dedupeKey} = any(${textArray(keys)})`)
  return new Set(rows.map(({ key }) => key))
}

/** Lists, in lower case, which of these people have received at least `limit` budgeted messages since `dayStart`. */
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
        inArray(notices.event, budgetedEvents),
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

/** Lists the open mailings about a version, a policy to retire or a question. */
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
