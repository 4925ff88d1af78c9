import type { ClosingId } from '@desk/shared/kernel/ids'
import { STOPPED } from '@desk/shared/requests/model/request-flow'
import { and, asc, eq, inArray, isNotNull, isNull, lte, ne, notExists, or, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { accountClosings, handoverItems, requests } from '../../../db/schema/index.ts'

/**
 * Lists the transfers in which something happened: their request ended, they are being completed, or their day has come
 * without the change, which is reported once. Those that only wait for somebody to take over are left out, so that they
 * hold up no other.
 */
export async function listTransfersToFollow(db: Database, lateSince: Date, limit: number): Promise<ClosingId[]> {
  const blocking = db
    .select({ id: handoverItems.id })
    .from(handoverItems)
    .where(
      and(
        eq(handoverItems.closingId, accountClosings.id),
        inArray(handoverItems.state, ['open', 'offered', 'declined']),
      ),
    )
  const rows = await db
    .select({ id: accountClosings.id })
    .from(accountClosings)
    .innerJoin(requests, eq(requests.id, accountClosings.changeId))
    .where(
      and(
        isNull(accountClosings.endedAt),
        isNotNull(accountClosings.changeId),
        or(ne(accountClosings.phase, 'moving'), notExists(blocking)),
        or(
          inArray(requests.state, ['done', 'refused', 'withdrawn']),
          and(eq(requests.state, 'failed'), sql`${requests.phase} is distinct from ${STOPPED}`),
          and(lte(accountClosings.disableAt, lateSince), isNull(accountClosings.blockedAt)),
        ),
      ),
    )
    // Transfers whose rights still have to end come first.
    .orderBy(sql`${accountClosings.phase} = 'moving'`, asc(accountClosings.disableAt), asc(accountClosings.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}
