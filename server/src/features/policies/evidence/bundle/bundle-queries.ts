import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import { textArray } from '../../../../db/json-parameters.ts'
import type { Database } from '../../../../db/database.ts'
import { auditEntries, policySignatures } from '../../../../db/schema/index.ts'
import type { SignatureRow } from '../../signing/signature-queries.ts'

/** What happened to a policy, besides signatures: its versions, and who decided on exemptions. */
const historyActions = [
  'policy.published',
  'policy.in_force',
  'policy.retired',
  'policy.exempted',
  'policy.exemption_ended',
]

/** Lists the numbers of the audit entries of a policy up to an instant. */
export async function listHistorySeqs(db: Database, policyId: PolicyId, until: Date): Promise<number[]> {
  const rows = await db
    .select({ seq: auditEntries.seq })
    .from(auditEntries)
    .where(
      and(eq(auditEntries.object, policyId), inArray(auditEntries.action, historyActions), lte(auditEntries.at, until)),
    )
  return rows.map(({ seq }) => seq)
}

/** Lists the numbers of the audit entries of these objects, such as signatures. */
export async function listSeqsOf(
  db: Database,
  action: string,
  objects: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .select({ seq: auditEntries.seq, object: auditEntries.object })
    .from(auditEntries)
    .where(and(sql`${auditEntries.object} = any(${textArray(objects)})`, eq(auditEntries.action, action)))
  return new Map(rows.map(({ seq, object }) => [object, seq]))
}

export const listSignatureRows = (db: Database, ids: readonly string[]): Promise<SignatureRow[]> =>
  db
    .select()
    .from(policySignatures)
    .where(sql`${policySignatures.id} = any(${textArray(ids)})`)
