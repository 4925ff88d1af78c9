import type { ClosingId } from '@desk/shared/kernel/ids'
import { and, asc, eq, inArray, isNotNull, isNull, lte, or } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { accountClosings, requests } from '../../../db/schema/index.ts'

/**
 * Lists the transfers in which something happened: their request ended, they are being completed, or their day has come
 * without the change, which is told once.
 */
export async function listTransfersToFollow(db: Database, lateSince: Date, limit: number): Promise<ClosingId[]> {
  const rows = await db
    .select({ id: accountClosings.id })
    .from(accountClosings)
    .innerJoin(requests, eq(requests.id, accountClosings.changeId))
    .where(
      and(
        isNull(accountClosings.endedAt),
        isNotNull(accountClosings.changeId),
        or(
          inArray(requests.state, ['done', 'refused', 'withdrawn']),
          and(lte(accountClosings.disableAt, lateSince), isNull(accountClosings.blockedAt)),
        ),
      ),
    )
    .orderBy(asc(accountClosings.disableAt), asc(accountClosings.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}
