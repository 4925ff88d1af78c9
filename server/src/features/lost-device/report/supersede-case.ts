import type { MemberActor } from '@desk/shared/identity/actor'
import { advanceLost } from '@desk/shared/lost-device/lost-device'
import type { Tx } from '../../../db/database.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { type CaseRow, saveCase } from '../cases/case-queries.ts'
import { cancelEscalation } from '../cases/enqueue-case-jobs.ts'
import { recordCase } from '../cases/record-case.ts'

/** The phone is gone again: this case is over, and whatever it still owed does nothing when its turn comes. */
export async function supersedeCase(deps: CaseDeps & { db: Tx }, row: CaseRow, actor: MemberActor): Promise<void> {
  const now = deps.clock.now()
  const phase = advanceLost(row.phase, 'supersede')
  if (!phase) throw new Error('Looked at before')
  const saved = await saveCase(deps.db, row, { phase, endedAt: now, trouble: null }, now)
  await recordCase(deps, deps.db, saved, 'lost_closed', { actor, cause: 'lost_again' })
  await cancelEscalation(deps.db, row.id)
}
