import { and, eq, type SQL, sql, type SQLWrapper } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { members } from '../db/schema/index.ts'

const isMember = (userid: string) => eq(sql`lower(${members.userid})`, userid.toLowerCase())

/** SQL condition: a row of that time belongs to the present holder of the userid, not to a former one. */
export const sinceEmployed = (at: SQLWrapper, userid: string): SQL =>
  sql`${at} >= coalesce((select ${members.employedSince} from ${members} where ${isMember(userid)}), '-infinity')`

export const wasEmployed = async (db: Database, userid: string, at: Date): Promise<boolean> =>
  (await db.$count(
    members,
    and(isMember(userid), sql`coalesce(${members.employedSince}, '-infinity') <= ${at.toISOString()}::timestamptz`),
  )) > 0
