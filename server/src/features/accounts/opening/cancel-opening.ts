import { advanceOpening } from '@desk/shared/accounts/opening-states'
import type { Tx } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { RecordDeps } from '../../../kernel/deps.ts'
import { cancelGroup } from '../../../outbox/outbox-queries.ts'
import { auditEntry } from '../model/account-audit.ts'
import { type OpeningRow, saveOpening } from '../model/opening-queries.ts'
import { groupOf } from './schedule-creation.ts'

/**
 * Ends an opening whose member left, or is leaving, before they completed their first day. The caller has locked the row.
 * Returns false if its state does not allow it.
 */
export async function cancelOpening(deps: RecordDeps, tx: Tx, row: OpeningRow, by: string): Promise<boolean> {
  const state = advanceOpening(row.state, 'cancel')
  if (state === null) return false
  await cancelGroup(tx, groupOf(row.id))
  await saveOpening(tx, row, { state, failure: null }, deps.clock.now())
  const action = row.state === 'activated' ? 'account.left' : 'account.cancelled'
  await recordAudit(tx, auditEntry(deps, { actor: by, action, object: row.id }))
  return true
}
