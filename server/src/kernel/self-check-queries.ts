import type { CheckItem, CheckReason } from '@desk/shared/settings/self-check-schemas'
import { and, eq } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { selfCheckItems } from '../db/schema/index.ts'

/** Returns whether the last self-check had this result. */
export async function isWarned(db: Database, item: CheckItem, reason: CheckReason): Promise<boolean> {
  const rows = await db
    .select({ item: selfCheckItems.item })
    .from(selfCheckItems)
    .where(and(eq(selfCheckItems.item, item), eq(selfCheckItems.reason, reason)))
  return rows.length > 0
}
