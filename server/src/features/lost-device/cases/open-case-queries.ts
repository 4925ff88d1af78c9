import type { RequestId } from '@desk/shared/kernel/ids'
import { and, isNull, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { lostCases } from '../../../db/schema/index.ts'

/** Returns the SQL condition that any case is open. */
export const hasOpenCase = (): SQL => sql`exists (select 1 from ${lostCases} where ${lostCases.endedAt} is null)`

/** Returns the id of the open case about this person; null: there is none. */
export async function findOpenCaseId(db: Database, userid: string): Promise<RequestId | null> {
  const [row] = await db
    .select({ id: lostCases.requestId })
    .from(lostCases)
    .where(and(matchesUserid(lostCases.subjectId, userid), isNull(lostCases.endedAt)))
  return row?.id ?? null
}
