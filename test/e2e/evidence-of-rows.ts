import type { AuditPage } from '@desk/shared/audit/audit-schemas'
import { evidenceHere } from '../clauses/rows-shown-by.ts'
import type { ServedPassage } from '../clauses/served-passage.ts'
import { openPhone } from '../lib/phone-session.ts'

const AUDITOR = 'qinyue'

/**
 * Returns each action that these rows of the policy document require and that is not in the audit since `from`, an ISO
 * instant, with the words of the row. Who acted, and on what, is left to the test to compare.
 */
export async function missingEvidence(
  gatewayUrl: string,
  rows: readonly ServedPassage[],
  from: string,
): Promise<string[]> {
  const auditor = await openPhone(gatewayUrl, AUDITOR)
  const isRecorded = async (action: string): Promise<boolean> => {
    const query = new URLSearchParams({ actions: action, from })
    return (await auditor.get<AuditPage>(`/api/audit?${query.toString()}`)).items.length > 0
  }
  const required = [...new Set(rows.flatMap(evidenceHere))]
  const recorded = new Map(
    await Promise.all(required.map(async (action) => [action, await isRecorded(action)] as const)),
  )
  return rows.flatMap((row) =>
    evidenceHere(row).flatMap((action) => (recorded.get(action) ? [] : [`${row.clause} ${row.words}: ${action}`])),
  )
}
