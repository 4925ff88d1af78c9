import { SMALL_COUNT } from '@desk/shared/incidents/incident-states'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { departments, members } from '../../../db/schema/index.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

/** Returns the path of a department from the root; null: there is none. */
export async function findPath(db: Database, departmentId: number): Promise<readonly number[] | null> {
  const [row] = await db.select({ path: departments.path }).from(departments).where(eq(departments.id, departmentId))
  return row?.path ?? null
}

/** Counts the active members of a department and of those below it, up to `limit`. */
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

/** Returns which of these departments identify nobody: with those below them, they have at least `SMALL_COUNT` active members. */
export async function listLargeDepartments(
  db: Database,
  departmentIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const uniqueIds = [...new Set(departmentIds)]
  if (uniqueIds.length === 0) return new Set()
  const rows = await db
    .select({ id: departments.id })
    .from(departments)
    .where(
      and(
        inArray(departments.id, uniqueIds),
        sql`(select count(*) from (
          select 1 from ${members} as m where m.status = ${ACTIVE} and m.main_department_id = any(array(
            select d.id from ${departments} as d where d.path @> array[${departments.id}]::int[]))
          limit ${SMALL_COUNT}) as few) = ${SMALL_COUNT}`,
      ),
    )
  return new Set(rows.map(({ id }) => id))
}
