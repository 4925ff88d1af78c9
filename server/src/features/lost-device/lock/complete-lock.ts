import type { Tx } from '../../../db/database.ts'
import type { CaseStepDeps } from '../cases/case-deps.ts'
import { type CaseRow, holdersOf } from '../cases/case-queries.ts'
import { DEVICES_TOPIC, EXPOSURE_TOPIC, MAILBOX_TOPIC } from '../cases/lost-topics.ts'
import { approverOrder } from '../cases/case-approvers.ts'
import { cancelEscalation, enqueueEffect, reportersOf, tell } from '../cases/enqueue-case-jobs.ts'

/** The operation log is asked for a time that is over (doc 100178), and what happened just before it shall stand in it. */
const LOG_SETTLES_MS = 5_000

/** Everything that follows from a lock, by whichever proof, is owed here, once. */
export async function concludeLock(deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> {
  await cancelEscalation(tx, row.id)
  for (const topic of [DEVICES_TOPIC, MAILBOX_TOPIC]) await enqueueEffect(deps, tx, topic, row)
  await enqueueEffect(deps, tx, EXPOSURE_TOPIC, row, new Date(deps.clock.now().getTime() + LOG_SETTLES_MS))
  const [admins = []] = await approverOrder({ ...deps, db: tx }, row)
  const ops = await holdersOf({ ...deps, db: tx }, ['ops', 'ops_lead'])
  await tell(deps, tx, row, 'device.locked', [...reportersOf(row), ...admins, ...ops], String(row.version))
}
