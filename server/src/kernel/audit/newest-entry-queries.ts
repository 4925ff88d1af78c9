import { max } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { auditEntries } from '../../db/schema/index.ts'

/** Returns the number of the newest audit entry; 0: there is none. */
export async function readNewestAuditSeq(db: Database): Promise<number> {
  const [row] = await db.select({ seq: max(auditEntries.seq) }).from(auditEntries)
  return row?.seq ?? 0
}
