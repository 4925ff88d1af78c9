import type { RequestId } from '@desk/shared/kernel/ids'
import { and, isNull } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { lostCases } from '../../../db/schema/index.ts'

/** Returns the open lost-device case about this person; null: there is none. */
export async function findOpenCaseOf(db: Database, userid: string): Promise<RequestId | null> {
  const isAbout = matchesUserid(lostCases.subjectId, userid)
  const [row] = await db
    .select({ id: lostCases.requestId })
    .from(lostCases)
    .where(and(isAbout, isNull(lostCases.endedAt)))
  return row?.id ?? null
}
