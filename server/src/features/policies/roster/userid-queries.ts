import { and, asc, eq, gt, type SQL } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { members } from '../../../db/schema/index.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'
import { inSubtree } from './roster-queries.ts'

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

/**
 * Lists the members in the subtree of a department by userid; null: they are more than `max`. They are found before they are
 * sorted: with a limit on the sorted ones, the database may look for them among all members in the order of userids.
 */
export async function listUseridsBelow(db: Database, departmentId: number, max: number): Promise<string[] | null> {
  const found = db
    .select({ userid: members.userid })
    .from(members)
    .where(inSubtree(departmentId))
    .limit(max + 1)
    .as('found')
  const rows = await db.select({ userid: found.userid }).from(found).orderBy(asc(found.userid))
  return rows.length > max ? null : rows.map(({ userid }) => userid)
}
