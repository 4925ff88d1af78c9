import { nextCasePhase } from '@desk/shared/lost-device/lost-device'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { isSuspendedForOtherCause } from '../../../directory/suspension-queries.ts'
import type { CaseDeps } from './case-deps.ts'
import { type CaseRow, lockCase } from './case-queries.ts'
import { adminsAndOps } from './case-approvers.ts'
import { cancelEscalation, enqueueCaseNotice, reportersOf } from './enqueue-case-jobs.ts'
import { moveCase } from './record-case.ts'

/**
 * Closes the case of a member whom WeCom no longer shows, or whose account is closed for another cause: there is nothing
 * to lock or unlock. The case does not state more, because a member who was moved out of the app's visible range may
 * still have an account.
 */
export async function leaveCase(deps: CaseDeps, tx: Tx, id: RequestId): Promise<void> {
  const row = await lockCase(tx, id)
  const phase = row && nextCasePhase(row.phase, 'leave')
  // Another instance closed the case, or the member is back.
  if (!row || !phase || row.endedAt !== null || !(await hasLeft(tx, row))) return
  const isAccountLocked = row.orderedAt !== null && row.unlockedAt === null
  const others = isAccountLocked ? await adminsAndOps({ ...deps, db: tx }, row) : []
  const patch = { phase, endedAt: deps.clock.now(), trouble: null }
  const saved = await moveCase(deps, tx, row, patch, 'lost_left')
  await cancelEscalation(tx, id)
  await enqueueCaseNotice(deps, tx, saved, 'device.gone', [...reportersOf(saved), ...others])
}

const hasLeft = async (tx: Tx, { subjectId }: CaseRow): Promise<boolean> =>
  (await findMemberRow(tx, subjectId))?.status === LEFT || (await isSuspendedForOtherCause(tx, subjectId, 'lost'))
