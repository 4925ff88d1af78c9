import { nextCasePhase } from '@desk/shared/lost-device/lost-device'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { Database, Tx } from '../../../db/database.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { isSuspendedForOtherCause } from '../../../directory/suspension-queries.ts'
import type { CaseDeps } from './case-deps.ts'
import { type CaseRow, lockCase } from './case-queries.ts'
import { adminsAndOps } from './case-approvers.ts'
import { cancelEscalation, enqueueCaseNotice, reportersOf } from './enqueue-case-jobs.ts'
import { moveCase } from './record-case.ts'

/**
 * Closes the case of a member whom WeCom no longer shows: there is nothing to lock or unlock. The case does not state
 * more, because a member who was moved out of the app's visible range may still have an account.
 */
export const leaveCase = (deps: CaseDeps, tx: Tx, id: RequestId): Promise<void> => endCase(deps, tx, id, hasLeft)

/**
 * Closes a case whose unlock two people agreed to while the account is suspended for another cause too: it stays disabled, and
 * whoever ends that cause enables it. Before that agreement, another cause closes no case, since it can end without any proof of
 * who holds the phone.
 */
export const leaveDisabled = (deps: CaseDeps, tx: Tx, id: RequestId): Promise<void> =>
  endCase(deps, tx, id, isUnlockBlocked)

/** Returns whether the account may not be enabled, since it is suspended for another cause too. */
export const isUnlockBlocked = async (db: Database, { phase, subjectId }: CaseRow): Promise<boolean> =>
  nextCasePhase(phase, 'confirm_unlock') !== null && (await isSuspendedForOtherCause(db, subjectId, 'lost'))

async function endCase(
  deps: CaseDeps,
  tx: Tx,
  id: RequestId,
  isOver: (tx: Tx, row: CaseRow) => Promise<boolean>,
): Promise<void> {
  const row = await lockCase(tx, id)
  const phase = row && nextCasePhase(row.phase, 'leave')
  // Another instance closed the case, the member is back, or the other cause has ended.
  if (!row || !phase || row.endedAt !== null || !(await isOver(tx, row))) return
  const isAccountLocked = row.orderedAt !== null && row.unlockedAt === null
  const others = isAccountLocked ? await adminsAndOps({ ...deps, db: tx }, row) : []
  const patch = { phase, endedAt: deps.clock.now(), trouble: null }
  const saved = await moveCase(deps, tx, row, patch, 'lost_left')
  await cancelEscalation(tx, id)
  await enqueueCaseNotice(deps, tx, saved, 'device.gone', [...reportersOf(saved), ...others])
}

const hasLeft = async (tx: Tx, { subjectId }: CaseRow): Promise<boolean> =>
  (await findMemberRow(tx, subjectId))?.status === LEFT
