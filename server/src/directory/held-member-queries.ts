import { and, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { members } from '../db/schema/index.ts'
import { readSetting } from '../kernel/settings-queries.ts'
import { heldDepartures } from './held-departures.ts'
import { LEFT } from './member-drift.ts'

/** Returns the SQL condition that a member is not marked as left, and that WeCom last returned them before this time. */
export const isUnseenSince = (before: Date): SQL =>
  sql`(${ne(members.status, LEFT)} and ${lt(members.syncedAt, before)})`

/** Returns the SQL condition that a member is held: WeCom has not returned them since the hold began. */
export async function whereHeld(db: Database): Promise<SQL> {
  const { held } = (await readSetting(db, heldDepartures)).value
  return held === null ? sql`false` : isUnseenSince(new Date(held.before))
}

export async function isHeld(db: Database, userid: string): Promise<boolean> {
  const isThisMember = sql`lower(${members.userid}) = ${userid.toLowerCase()}`
  return (await db.$count(members, and(isThisMember, await whereHeld(db)))) > 0
}
