import { and, isNull, type SQL, sql, type SQLWrapper } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { matchesUserid } from '../db/matches-userid.ts'
import { rowsOf } from '../db/rows-of.ts'
import { accountOpenings, employments, members } from '../db/schema/index.ts'

/**
 * Returns the SQL of the instant since which the present holder of the userid has been employed, earlier employments
 * included.
 */
const employedSince = (userid: string) => sql`coalesce((
  select min(coalesce(started_at, '-infinity')) from employments where lower(userid) = ${userid.toLowerCase()}), '-infinity')`

/** Returns the SQL condition: a row of that time belongs to the present holder of the userid, not to a former one. */
export const sinceEmployed = (at: SQLWrapper, userid: string): SQL => sql`${at} >= ${employedSince(userid)}`

/** Returns whether the present holder of the userid was already employed at that instant. */
export const wasEmployed = async (db: Database, userid: string, at: Date): Promise<boolean> =>
  (await db.$count(
    members,
    and(matchesUserid(members.userid, userid), sql`${employedSince(userid)} <= ${at.toISOString()}::timestamptz`),
  )) > 0

const keysIn = (userids: readonly string[]) =>
  sql`lower(userid) in (select lower(jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb)))`

/** Begins the employments of these members. `at` null: they were members before the first sync. */
export async function beginEmployments(tx: Tx, userids: readonly string[], at: Date | null): Promise<void> {
  if (userids.length === 0) return
  await tx.execute(sql`
    insert into employments (userid, name, started_at)
    select userid, name, ${at?.toISOString() ?? null}::timestamptz from members where ${keysIn(userids)} order by userid
    on conflict do nothing`)
}

/** Ends the employments of these members, with their last names. */
export async function endEmployments(tx: Tx, userids: readonly string[], at: Date): Promise<void> {
  if (userids.length === 0) return
  await tx.execute(sql`
    update employments set ended_at = ${at.toISOString()}::timestamptz, name = members.name from members
    where ${isNull(employments.endedAt)} and lower(members.userid) = lower(employments.userid)
      and lower(members.userid) in (select lower(jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb)))`)
}

/**
 * SQL condition: an entry that is being created keeps the userid for its former holder. The directory may show the account
 * before the entry is recorded as created.
 */
const returnsByEntry = sql`exists (select 1 from ${accountOpenings} where lower(${accountOpenings.userid}) = lower(${employments.userid})
  and ${accountOpenings.returnAnswer} = 'same' and (${accountOpenings.state} in ('scheduled', 'creating', 'by_hand')
    or ${accountOpenings.state} = 'failed' and ${accountOpenings.attemptedAt} is not null))`

/** Returns, in lower case, the userids whose last holder returns, as HR confirmed; the others belong to new people. */
export async function listConfirmedReturns(tx: Tx, userids: readonly string[]): Promise<ReadonlySet<string>> {
  if (userids.length === 0) return new Set()
  const rows = await rowsOf<{ key: string; confirmed: boolean }>(
    tx,
    sql`
    select distinct on (lower(userid)) lower(userid) as key,
      return_confirmed_at is not null or ${returnsByEntry} as confirmed
    from ${employments} where ${keysIn(userids)} order by lower(userid), id desc`,
  )
  return new Set(rows.flatMap(({ key, confirmed }) => (confirmed ? [key] : [])))
}

/** Records that the person who left returns, so that the next holder of the userid is the same person. */
export async function confirmReturn(tx: Tx, userid: string, by: string, at: Date): Promise<void> {
  const last = sql`(select max(id) from employments where lower(userid) = ${userid.toLowerCase()} and ended_at is not null)`
  await tx
    .update(employments)
    .set({ returnConfirmedAt: at, returnConfirmedBy: by })
    .where(sql`${employments.id} = ${last}`)
}
