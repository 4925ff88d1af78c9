import { lockPhases } from '@desk/shared/requests/kinds/lost-device'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { lostCases } from '../db/schema/index.ts'

/**
 * Somebody ordered this account locked, proven or not: nobody signs in with it here, and nothing is sent to it, until it
 * is unlocked. WeCom's own word may come later than the thief.
 */
export async function isLockOrdered(db: Database, userid: string): Promise<boolean> {
  const count = await db.$count(
    lostCases,
    and(
      eq(sql`lower(${lostCases.subjectId})`, userid.toLowerCase()),
      isNull(lostCases.endedAt),
      inArray(lostCases.phase, [...lockPhases]),
    ),
  )
  return count > 0
}
