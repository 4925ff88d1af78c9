import type { AuditAction } from '@desk/shared/audit-entries/action-names'
import { insertAll } from '../../db/json-parameters.ts'
import type { Tx } from '../../db/database.ts'
import { auditEntries } from '../../db/schema/index.ts'
import { storeErasableTexts } from './audit-texts-queries.ts'

export type AuditEntry = {
  at: Date
  /** A userid, a signer's pseudonym, `system:<job>`, `key:<id>` (API key) or `link:<id>` (auditor link). */
  actor: string
  action: AuditAction
  /** Id of the object of the action. */
  object: string
  /** Must not contain names, phone numbers or secrets: these rows cannot be erased. Free text is passed as `ErasableText`. */
  details: Record<string, unknown>
}

/** Inserts audit rows in the transaction of the audited action. */
export async function recordAudit(tx: Tx, ...entries: AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = []
  for (const entry of entries) rows.push({ ...entry, details: await storeErasableTexts(tx, entry.at, entry.details) })
  await tx.execute(insertAll(auditEntries, rows))
}

/** Inserts an audit row in the transaction of the audited action, and returns its number. */
export async function recordNumberedAudit(tx: Tx, entry: AuditEntry): Promise<number> {
  const details = await storeErasableTexts(tx, entry.at, entry.details)
  const [row] = await tx
    .insert(auditEntries)
    .values({ ...entry, details })
    .returning({ seq: auditEntries.seq })
  if (!row) throw new Error('The audit row was not inserted')
  return row.seq
}
