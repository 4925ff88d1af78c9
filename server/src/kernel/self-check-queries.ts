import type { CheckItem, CheckReason } from '@desk/shared/self-check/self-check-schemas'
import { and, eq, inArray } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { selfCheckItems } from '../db/schema/index.ts'

/** Returns whether the last self-check had one of these results. */
export async function isWarned(db: Database, item: CheckItem, ...reasons: CheckReason[]): Promise<boolean> {
  const rows = await db
    .select({ item: selfCheckItems.item })
    .from(selfCheckItems)
    .where(and(eq(selfCheckItems.item, item), inArray(selfCheckItems.reason, reasons)))
  return rows.length > 0
}
