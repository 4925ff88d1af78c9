import { and, asc, desc, eq, isNull, not, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { textArray } from '../../../db/json-parameters.ts'
import { departureReports, members } from '../../../db/schema/index.ts'

export type DepartureRow = typeof departureReports.$inferSelect

const isAbout = (userid: string) => eq(sql`lower(${departureReports.userid})`, userid.toLowerCase())

export async function findOpenReport(db: Database, userid: string): Promise<DepartureRow | null> {
  const [row] = await db
    .select()
    .from(departureReports)
    .where(and(isAbout(userid), isNull(departureReports.handledAt)))
  return row ?? null
}

/** Returns the last report that HR answered with "still here"; null if there is none. */
export async function findLastAnswer(db: Database, userid: string): Promise<DepartureRow | null> {
  const [row] = await db
    .select()
    .from(departureReports)
    .where(and(isAbout(userid), eq(departureReports.outcome, 'still_here')))
    .orderBy(desc(departureReports.handledAt))
    .limit(1)
  return row ?? null
}

/** Inserts a report. Returns false if there is an open one already. */
export async function insertReport(tx: Tx, row: typeof departureReports.$inferInsert): Promise<boolean> {
  const inserted = await tx
    .insert(departureReports)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: departureReports.id })
  return inserted.length > 0
}

export async function lockReport(tx: Tx, id: DepartureRow['id']): Promise<DepartureRow | null> {
  const [row] = await tx.select().from(departureReports).where(eq(departureReports.id, id)).for('update')
  return row ?? null
}

export async function saveReport(tx: Tx, id: DepartureRow['id'], patch: Partial<DepartureRow>): Promise<void> {
  await tx.update(departureReports).set(patch).where(eq(departureReports.id, id))
}

/** Returns the SQL condition: the report is open, and not about this person: nobody reads that they were reported. */
const isOpenFor = (reader: string) => and(isNull(departureReports.handledAt), not(isAbout(reader)))

export const countOpenReports = (db: Database, reader: string): Promise<number> =>
  db.$count(departureReports, isOpenFor(reader))

export const listOpenReports = (db: Database, reader: string, limit: number) =>
  db
    .select({ report: departureReports, name: members.name })
    .from(departureReports)
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${departureReports.userid})`))
    .where(isOpenFor(reader))
    .orderBy(asc(departureReports.reportedAt))
    .limit(limit)

/** Ends the open reports of members who are gone from WeCom: nothing is left to do. */
export async function endReportsOf(tx: Tx, userids: readonly string[], at: Date): Promise<void> {
  if (userids.length === 0) return
  const keys = textArray(userids.map((userid) => userid.toLowerCase()))
  await tx
    .update(departureReports)
    .set({ handledAt: at, handledBy: 'system:directory', outcome: 'gone' })
    .where(and(isNull(departureReports.handledAt), sql`lower(${departureReports.userid}) = any(${keys})`))
}
