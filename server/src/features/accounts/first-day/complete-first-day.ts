import { advanceOpening, type FirstDayStep } from '@desk/shared/accounts/opening-states'
import type { Tx } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { auditEntry } from '../model/account-audit.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import { type OpeningRow, saveOpening } from '../model/opening-queries.ts'
import { isAllDone } from './first-day-state.ts'

const WORKER = 'system:account.first_day'

/** Records the signatures and the guardian, which are done elsewhere, and ends the first day with its last step. */
export async function recordFirstDayProgress(
  deps: Pick<AccountDeps, 'clock'>,
  tx: Tx,
  row: OpeningRow,
  done: Record<FirstDayStep, boolean>,
): Promise<void> {
  if (row.state !== 'activated') return
  const at = deps.clock.now()
  // A done step is open again, for example when a policy is published later, until the first day is over.
  const changes = {
    ...(done.policies === (row.policiesSignedAt !== null) ? {} : { policiesSignedAt: done.policies ? at : null }),
    ...(done.guardian === (row.guardianAskedAt !== null) ? {} : { guardianAskedAt: done.guardian ? at : null }),
  }
  const isOver = isAllDone(done)
  if (!isOver && Object.keys(changes).length === 0) return
  const end = isOver ? { state: advanceOpening(row.state, 'complete') ?? row.state, completedAt: at } : {}
  await saveOpening(tx, row, { ...changes, ...end }, at)
  if (isOver)
    await recordAudit(tx, auditEntry(deps, { actor: WORKER, action: 'account.first_day_done', object: row.id }))
}
