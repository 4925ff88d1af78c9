import { and, eq, isNull, ne, type SQL, sql, type SQLWrapper } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { accountSuspensions, type SuspensionCause } from '../db/schema/index.ts'

const useridKey = sql<string>`lower(${accountSuspensions.userid})`
const isOpen = isNull(accountSuspensions.endedAt)
const isOpenOf = (userid: string) => and(eq(useridKey, userid.toLowerCase()), isOpen)

/**
 * Returns whether this account is suspended, for any cause, verified in WeCom or not. Until every cause has ended, it
 * cannot sign in or act, approves nothing and receives no messages in this app. WeCom may disable the account later than
 * that.
 */
export const isAccountSuspended = async (db: Database, userid: string): Promise<boolean> =>
  (await db.$count(accountSuspensions, isOpenOf(userid))) > 0

/** Returns whether this account is suspended for another cause too, and so may not be enabled when this one ends. */
export const isSuspendedForOtherCause = async (
  db: Database,
  userid: string,
  cause: SuspensionCause,
): Promise<boolean> =>
  (await db.$count(accountSuspensions, and(isOpenOf(userid), ne(accountSuspensions.cause, cause)))) > 0

/** Returns whether the account is suspended for this cause. */
export const isSuspendedFor = async (db: Database, userid: string, cause: SuspensionCause): Promise<boolean> =>
  (await db.$count(accountSuspensions, and(isOpenOf(userid), eq(accountSuspensions.cause, cause)))) > 0

/** Returns the suspended accounts among these people, in lower case; `cause`: only those suspended for it. */
export async function listSuspendedAccounts(
  db: Database,
  userids: readonly string[],
  cause?: SuspensionCause,
): Promise<ReadonlySet<string>> {
  if (userids.length === 0) return new Set()
  const keys = userids.map((userid) => userid.toLowerCase())
  const rows = await db
    .select({ key: useridKey })
    .from(accountSuspensions)
    .where(
      and(
        sql`${useridKey} in (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`,
        isOpen,
        cause === undefined ? undefined : eq(accountSuspensions.cause, cause),
      ),
    )
  return new Set(rows.map(({ key }) => key))
}

/**
 * Returns the SQL condition for a column with a userid: the account is not suspended. One index lookup per row; `not
 * exists` would become an anti join that reads every open suspension for a statement about one person.
 */
export const isNotSuspended = (userid: SQLWrapper): SQL => sql`coalesce((
  select false from account_suspensions as suspension
  where lower(suspension.userid) = lower(${userid}) and suspension.ended_at is null
  limit 1), true)`

/** Returns the SQL condition for a column with a userid: the account is suspended because its owner left. */
export const isClosedAccount = (userid: SQLWrapper): SQL<boolean> => isSuspendedAs(userid, 'close')

/** Returns the SQL condition for a column with a userid: a phone is reported lost, so the account is locked for a while. */
export const isLockedAsLost = (userid: SQLWrapper): SQL<boolean> => isSuspendedAs(userid, 'lost')

const isSuspendedAs = (userid: SQLWrapper, cause: SuspensionCause) => sql<boolean>`coalesce((
  select true from account_suspensions as suspension
  where lower(suspension.userid) = lower(${userid}) and suspension.cause = ${cause} and suspension.ended_at is null
  limit 1), false)`

/** Suspends the account for this cause; does nothing when it already is. */
export async function suspendAccount(tx: Tx, userid: string, cause: SuspensionCause, at: Date): Promise<void> {
  await tx.insert(accountSuspensions).values({ userid, cause, orderedAt: at }).onConflictDoNothing()
}

/** Ends the suspension for this cause; others stay open. */
export async function endSuspension(tx: Tx, userid: string, cause: SuspensionCause, at: Date): Promise<void> {
  await tx
    .update(accountSuspensions)
    .set({ endedAt: at })
    .where(and(isOpenOf(userid), eq(accountSuspensions.cause, cause)))
}
