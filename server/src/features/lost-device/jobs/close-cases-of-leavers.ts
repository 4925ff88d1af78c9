import type { RequestId } from '@desk/shared/kernel/ids'
import { advanceLost } from '@desk/shared/lost-device/lost-device'
import type { Tx } from '../../../db/database.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { type CaseRow, holdersOf, listLeavers, lockCase, saveCase } from '../cases/case-queries.ts'
import { approverOrder } from '../cases/case-approvers.ts'
import { cancelEscalation, reportersOf, tell } from '../cases/enqueue-case-jobs.ts'
import { recordCase } from '../cases/record-case.ts'

const A_TIME = 100

/**
 * WeCom does not show the account any more: there is nothing left to lock, to read back or to unlock. The case ends, and
 * says no more than that: whoever was only moved out of our sight may still have an account.
 */
export async function endLeavers(deps: CaseDeps): Promise<void> {
  for (const id of await listLeavers(deps.db, A_TIME))
    await deps.db.transaction(async (tx) => {
      const row = await lockLeavers(tx, id)
      const phase = row && advanceLost(row.phase, 'leave')
      if (!row || !phase) return
      const [admins = []] = await approverOrder({ ...deps, db: tx }, row)
      const ops = await holdersOf({ ...deps, db: tx }, ['ops', 'ops_lead'])
      const now = deps.clock.now()
      const saved = await saveCase(tx, row, { phase, endedAt: now, trouble: null }, now)
      await recordCase(deps, tx, saved, 'lost_left')
      await cancelEscalation(tx, id)
      const isAccountLocked = row.orderedAt !== null && row.unlockedAt === null
      await tell(deps, tx, saved, 'device.gone', [
        ...reportersOf(saved),
        ...(isAccountLocked ? [...admins, ...ops] : []),
      ])
    })
}

/** Null when another instance was faster, or he is back. */
async function lockLeavers(tx: Tx, id: RequestId): Promise<CaseRow | null> {
  const row = await lockCase(tx, id)
  if (!row || row.endedAt !== null) return null
  return (await findMemberRow(tx, row.subjectId))?.status === LEFT ? row : null
}
