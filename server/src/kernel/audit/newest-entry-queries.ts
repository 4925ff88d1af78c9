import { max } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { auditEntries } from '../../db/schema/index.ts'

export async function newestAuditSeq(db: Database): Promise<number> {
  const [row] = await db.select({ seq: max(auditEntries.seq) }).from(auditEntries)
  return row?.seq ?? 0
}
