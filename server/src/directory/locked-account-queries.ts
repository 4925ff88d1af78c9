import { lockPhases } from '@desk/shared/lost-device/lost-device'
import { and, eq, inArray, isNull, type SQL, sql, type SQLWrapper } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { lostCases } from '../db/schema/index.ts'

/**
 * Returns whether a lock of this account was requested, verified or not. Until it is unlocked, a locked account cannot
 * sign in or act, is no approver and receives no messages in this app. WeCom may disable the account later than that.
 */
export async function isAccountLocked(db: Database, userid: string): Promise<boolean> {
  return (await db.$count(lostCases, and(eq(subjectKey, userid.toLowerCase()), isLocking()))) > 0
}

/** Returns the locked accounts among these people, in lower case. */
export async function listLockedAccounts(db: Database, userids: readonly string[]): Promise<ReadonlySet<string>> {
  if (userids.length === 0) return new Set()
  const keys = userids.map((userid) => userid.toLowerCase())
  const rows = await db
    .select({ key: subjectKey })
    .from(lostCases)
    .where(and(sql`${subjectKey} in (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`, isLocking()))
  return new Set(rows.map(({ key }) => key))
}

/**
 * SQL condition for a column with a userid: the account is not locked. One index lookup per row; `not exists` would
 * become an anti join that reads every open case for a statement about one person.
 */
export const isNotLockedAccount = (userid: SQLWrapper): SQL => sql`coalesce((
  select false from lost_cases as lock_order
  where lower(lock_order.subject_id) = lower(${userid}) and lock_order.ended_at is null
    and lock_order.phase in (${sql.raw(lockPhases.map((phase) => `'${phase}'`).join(', '))})
  limit 1), true)`

const subjectKey = sql<string>`lower(${lostCases.subjectId})`
const isLocking = () => and(isNull(lostCases.endedAt), inArray(lostCases.phase, [...lockPhases]))
