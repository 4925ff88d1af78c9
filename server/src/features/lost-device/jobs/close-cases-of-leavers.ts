import type { RequestId } from '@desk/shared/kernel/ids'
import { advanceLost } from '@desk/shared/lost-device/lost-device'
import type { Tx } from '../../../db/database.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { type CaseRow, listCasesOfLeavers, lockCase } from '../cases/case-queries.ts'
import { adminsAndOps } from '../cases/case-approvers.ts'
import { cancelEscalation, reportersOf, enqueueCaseNotice } from '../cases/enqueue-case-jobs.ts'
import { moveCase } from '../cases/record-case.ts'

const BATCH_SIZE = 100

/**
 * Closes cases of members whom WeCom no longer shows: there is nothing to lock, read back or unlock. The case does not
 * state more, because a member who was moved out of the app's visible range may still have an account.
 */
export async function closeCasesOfLeavers(deps: CaseDeps): Promise<void> {
  for (const id of await listCasesOfLeavers(deps.db, BATCH_SIZE))
    await deps.db.transaction(async (tx) => {
      const row = await lockCaseOfLeaver(tx, id)
      const phase = row && advanceLost(row.phase, 'leave')
      if (!row || !phase) return
      const people = await adminsAndOps({ ...deps, db: tx }, row)
      const patch = { phase, endedAt: deps.clock.now(), trouble: null }
      const saved = await moveCase(deps, tx, row, patch, 'lost_left')
      await cancelEscalation(tx, id)
      const isAccountLocked = row.orderedAt !== null && row.unlockedAt === null
      await enqueueCaseNotice(deps, tx, saved, 'device.gone', [
        ...reportersOf(saved),
        ...(isAccountLocked ? people : []),
      ])
    })
}

/** Returns null when another instance closed the case or the member is back. */
async function lockCaseOfLeaver(tx: Tx, id: RequestId): Promise<CaseRow | null> {
  const row = await lockCase(tx, id)
  if (!row || row.endedAt !== null) return null
  return (await findMemberRow(tx, row.subjectId))?.status === LEFT ? row : null
}
