import type { MemberRef } from '@desk/shared/directory/member-ref'
import { inArray, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { members } from '../db/schema/index.ts'

/** Returns a lookup of names by userid in any case. An unknown member has the userid as name. */
export async function memberNames(db: Database, userids: readonly string[]): Promise<(userid: string) => MemberRef> {
  const keys = [...new Set(userids.map((userid) => userid.toLowerCase()))]
  const rows =
    keys.length === 0
      ? []
      : await db
          .select({ userid: members.userid, name: members.name })
          .from(members)
          .where(inArray(sql`lower(${members.userid})`, keys))
  const byKey = new Map(rows.map((row) => [row.userid.toLowerCase(), row]))
  return (userid) => byKey.get(userid.toLowerCase()) ?? { userid, name: userid }
}
