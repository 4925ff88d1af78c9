import type { RequestId } from '@desk/shared/kernel/ids'
import { and, asc, eq, isNull, lte } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { requests } from '../../db/schema/index.ts'

/** Lists info changes that were completed at or before `before` and are not closed yet, oldest first. */
export async function listDoneBefore(db: Database, before: Date, limit: number): Promise<RequestId[]> {
  const rows = await db
    .select({ id: requests.id })
    .from(requests)
    .where(
      and(
        eq(requests.kind, 'info_change'),
        eq(requests.state, 'done'),
        isNull(requests.phase),
        lte(requests.updatedAt, before),
      ),
    )
    .orderBy(asc(requests.updatedAt))
    .limit(limit)
  return rows.map(({ id }) => id)
}
