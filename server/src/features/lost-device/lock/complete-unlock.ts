import type { Tx } from '../../../db/database.ts'
import type { CaseStepDeps } from '../cases/case-deps.ts'
import type { CaseRow } from '../cases/case-queries.ts'
import { MAILBOX_TOPIC } from '../cases/lost-topics.ts'
import { cancelEscalation, enqueueEffect, tell } from '../cases/enqueue-case-jobs.ts'

/** Everything that follows once the account may be used again, here, too. */
export async function concludeUnlock(deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> {
  await cancelEscalation(tx, row.id)
  // He decides again what is his to decide.
  await deps.emit(tx, 'account.unlocked', { userid: row.subjectId, at: deps.clock.now() })
  // What was closed with the lock opens with it.
  if (row.mailbox?.state === 'done') await enqueueEffect(deps, tx, MAILBOX_TOPIC, row)
  await tell(deps, tx, row, 'device.unlocked', [row.subjectId])
}
