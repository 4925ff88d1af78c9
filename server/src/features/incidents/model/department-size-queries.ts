import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { departments, members } from '../../../db/schema/index.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

/** Returns the path of a department from the root; null: there is none. */
export async function findPath(db: Database, departmentId: number): Promise<readonly number[] | null> {
  const [row] = await db.select({ path: departments.path }).from(departments).where(eq(departments.id, departmentId))
  return row?.path ?? null
}

/** Counts the active members of a department and those below, up to `limit`. */
export async function countPeopleOf(db: Database, departmentId: number, limit: number): Promise<number> {
  const rows = await db
    .select({ one: sql`1` })
    .from(members)
    .where(
      and(
        eq(members.status, ACTIVE),
        sql`${members.mainDepartmentId} = any(array(
          select ${departments.id} from ${departments} where ${departments.path} @> array[${departmentId}]::int[]))`,
      ),
    )
    .limit(limit)
  return rows.length
}
