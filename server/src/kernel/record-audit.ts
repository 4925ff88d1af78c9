import { insertOf } from '../db/as-one-value.ts'
import type { Tx } from '../db/database.ts'
import { auditEntries } from '../db/schema/index.ts'

export type AuditEntry = {
  at: Date
  /** A userid, or `system:<job>`. */
  actor: string
  action: string
  /** Id of what was acted on. */
  object: string
  /** Never names, phone numbers or secrets: these rows cannot be erased. */
  details: Record<string, unknown>
}

/** One row each in the transaction of what it tells: both are there, or neither. */
export async function recordAudit(tx: Tx, ...entries: AuditEntry[]): Promise<void> {
  if (entries.length > 0) await tx.execute(insertOf(auditEntries, entries))
}
