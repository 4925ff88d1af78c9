import type { Tx } from '../../../db/database.ts'
import type { CaseStepDeps } from '../cases/case-deps.ts'
import type { CaseRow } from '../cases/case-queries.ts'
import { DEVICES_TOPIC, EXPOSURE_TOPIC, MAILBOX_TOPIC } from '../cases/lost-topics.ts'
import { adminsAndOps } from '../cases/case-approvers.ts'
import { cancelEscalation, enqueueEffect, reportersOf, enqueueCaseNotice } from '../cases/enqueue-case-jobs.ts'

/**
 * Delay before the operation log is read: it can only be queried for a past period (doc 100178), and has to contain what happened
 * just before the lock.
 */
const LOG_SETTLES_MS = 5_000

/** Enqueues everything that follows a confirmed lock, once. */
export async function completeLock(deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> {
  await cancelEscalation(tx, row.id)
  await enqueueChecks(deps, tx, row)
  const people = [...reportersOf(row), ...(await adminsAndOps({ ...deps, db: tx }, row))]
  await enqueueCaseNotice(deps, tx, row, 'device.locked', people, String(row.version))
}

/** Enqueues what a disabled account needs: PCs lose their trust, the mailbox is closed, sign-ins are read. */
export async function enqueueChecks(deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> {
  for (const topic of [DEVICES_TOPIC, MAILBOX_TOPIC]) await enqueueEffect(deps, tx, topic, row)
  await enqueueEffect(deps, tx, EXPOSURE_TOPIC, row, new Date(deps.clock.now().getTime() + LOG_SETTLES_MS))
}

/** Enqueues everything that follows a confirmed unlock. */
export async function completeUnlock(deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> {
  await cancelEscalation(tx, row.id)
  // Requests that wait for this approver return to them.
  await deps.emit(tx, 'account.unlocked', { userid: row.subjectId, at: deps.clock.now() })
  // The mailbox was closed with the lock and opens with the unlock. A closing that failed may have had its effect.
  if (row.mailbox && row.mailbox.state !== 'none') await enqueueEffect(deps, tx, MAILBOX_TOPIC, row)
  await enqueueCaseNotice(deps, tx, row, 'device.unlocked', [row.subjectId])
}
