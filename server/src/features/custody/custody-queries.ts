import { noticeKey } from '@desk/shared/notices/notice-policy'
import { and, asc, count, desc, eq, gt, isNull, type SQL, sql } from 'drizzle-orm'
import type { DayValue } from '../../access/grant-conditions.ts'
import type { Database, Tx } from '../../db/database.ts'
import { matchesUserid } from '../../db/matches-userid.ts'
import { custodyAsks, custodyAttestations, custodyYears, members, notices } from '../../db/schema/index.ts'
import { isNotSuspended } from '../../directory/suspension-queries.ts'
import { ACTIVE } from '../../directory/member-drift.ts'

type AttestationRow = typeof custodyAttestations.$inferSelect
type YearRow = typeof custodyYears.$inferSelect

/** Inserts a confirmation. Returns false if this person confirmed this year already. */
export async function insertAttestation(tx: Tx, row: AttestationRow): Promise<boolean> {
  const inserted = await tx
    .insert(custodyAttestations)
    .values({ ...row, userid: row.userid.toLowerCase() })
    .onConflictDoNothing()
    .returning({ year: custodyAttestations.year })
  return inserted.length === 1
}

/** Lists the confirmations of the present holder of the userid, the latest first. */
export const listAttestations = (db: Database, userid: string, occasion: number): Promise<AttestationRow[]> =>
  db
    .select()
    .from(custodyAttestations)
    .where(and(eq(custodyAttestations.userid, userid.toLowerCase()), eq(custodyAttestations.occasion, occasion)))
    .orderBy(desc(custodyAttestations.year))

/** Returns since when the person has held the userid, as Unix time in milliseconds; 0: since before the app was set up. */
export async function occasionOf(db: Database, userid: string): Promise<number> {
  const [row] = await db
    .select({ since: members.employedSince })
    .from(members)
    .where(matchesUserid(members.userid, userid))
  return row?.since?.getTime() ?? 0
}

/** Stores that the person confirmed this year, asked or not: they are not asked again. */
export async function markConfirmed(tx: Tx, userid: string, year: number, at: Date): Promise<void> {
  await tx
    .insert(custodyAsks)
    .values({ userid: userid.toLowerCase(), year, askedAt: at, confirmedAt: at })
    .onConflictDoUpdate({ target: [custodyAsks.userid, custodyAsks.year], set: { confirmedAt: at } })
}

/** Drops the question to the person that waits for a digest, unless a digest contains it already. */
export async function dropAskingLine(tx: Tx, userid: string, year: number): Promise<void> {
  const isAsking = eq(notices.dedupeKey, noticeKey('custody.asked', String(year), userid))
  await tx
    .update(notices)
    .set({ state: 'dropped' })
    .where(and(isAsking, eq(notices.state, 'digest'), isNull(notices.digestId)))
}

/** Stores that these members are asked, except members who confirm at this moment. */
export async function insertAsks(tx: Tx, userids: readonly string[], year: number, at: Date): Promise<void> {
  const rows = userids.map((userid) => ({ userid: userid.toLowerCase(), year, askedAt: at }))
  await tx.insert(custodyAsks).values(rows).onConflictDoNothing()
}

/** Lists members who confirmed this year and are still asked: releases before 0.18 asked also those who had confirmed already. */
export async function listAskedAfterConfirming(tx: Tx, year: number): Promise<{ userid: string; confirmedAt: Date }[]> {
  const { userid, occasion, confirmedAt } = custodyAttestations
  const rows = await tx
    .select({ userid: members.userid, since: members.employedSince, occasion, confirmedAt })
    .from(custodyAsks)
    .innerJoin(custodyAttestations, and(eq(userid, custodyAsks.userid), eq(custodyAttestations.year, custodyAsks.year)))
    .innerJoin(members, eq(useridKey, custodyAsks.userid))
    .where(and(eq(custodyAsks.year, year), isNull(custodyAsks.confirmedAt)))
  // The confirmation of a former holder of the userid does not count.
  return rows.filter((row) => row.occasion === (row.since?.getTime() ?? 0))
}

/** Returns when the person was asked this year; null: not yet, or they confirmed. */
export async function findOpenAsk(db: Database, userid: string, year: number): Promise<Date | null> {
  const [row] = await db
    .select({ askedAt: custodyAsks.askedAt })
    .from(custodyAsks)
    .where(
      and(eq(custodyAsks.userid, userid.toLowerCase()), eq(custodyAsks.year, year), isNull(custodyAsks.confirmedAt)),
    )
  return row?.askedAt ?? null
}

/** Returns the SQL condition: the person, in lower case, was asked in the year of that day, and has not confirmed. */
export const hasOpenAsk = (me: SQL, day: DayValue): SQL => sql`exists (select 1 from ${custodyAsks} as c
  where c.userid = ${me} and c.year = extract(year from ${day}::date)::int and c.confirmed_at is null)`

/**
 * Locks the year until the transaction ends, so that one instance asks at a time. A year begins where the one before ended, so
 * that those who were not asked by then are the first.
 */
export async function lockYear(tx: Tx, year: number): Promise<YearRow> {
  const [before] = await tx
    .select({ afterUserid: custodyYears.afterUserid })
    .from(custodyYears)
    .where(eq(custodyYears.year, year - 1))
  const afterUserid = before?.afterUserid ?? ''
  await tx.insert(custodyYears).values({ year, day: '', afterUserid }).onConflictDoNothing()
  const [row] = await tx.select().from(custodyYears).where(eq(custodyYears.year, year)).for('update')
  if (!row) throw new Error('A row that was just inserted is missing')
  return row
}

export async function saveYear(tx: Tx, { year, ...columns }: YearRow): Promise<void> {
  await tx.update(custodyYears).set(columns).where(eq(custodyYears.year, year))
}

const useridKey = sql<string>`lower(${members.userid})`

const isUnasked = (year: number) => sql`not exists (select 1 from ${custodyAsks} as c
  where c.userid = ${useridKey} and c.year = ${year})`

/** Counts the active members who were not asked this year. */
export async function countUnasked(db: Database, year: number): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(members)
    .where(and(eq(members.status, ACTIVE), isUnasked(year)))
  return row?.n ?? 0
}

/** Lists the next members, in the order of their userids, who were not asked this year and can sign in. */
export async function listUnasked(db: Database, year: number, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ userid: members.userid })
    .from(members)
    .where(and(gt(useridKey, after), eq(members.status, ACTIVE), isNotSuspended(members.userid), isUnasked(year)))
    .orderBy(asc(useridKey))
    .limit(limit)
  return rows.map(({ userid }) => userid)
}
