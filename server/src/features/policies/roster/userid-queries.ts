import { and, asc, eq, gt, type SQL } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { members } from '../../../db/schema/index.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

/** Lists active members by userid, one page after `after`. */
export const listActiveUserids = (db: Database, after: string, limit: number): Promise<string[]> =>
  listUserids(db, after, limit, eq(members.status, ACTIVE))

/** Lists members by userid, one page after `after`; `only`: an SQL condition on them. */
export async function listUserids(db: Database, after: string, limit: number, only?: SQL): Promise<string[]> {
  const rows = await db
    .select({ userid: members.userid })
    .from(members)
    .where(and(gt(members.userid, after), only))
    .orderBy(asc(members.userid))
    .limit(limit)
  return rows.map(({ userid }) => userid)
}
