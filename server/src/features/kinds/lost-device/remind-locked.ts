import { REMIND_AFTER_DAYS } from '@desk/shared/requests/kinds/lost-device-rules'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { holdersOf, listLockedBefore } from './case-queries.ts'
import { askOrder } from './next-people.ts'
import { tell } from './owe.ts'
import { recordCase } from './record-case.ts'

const DAY_MS = 86_400_000
const A_TIME = 100

/** Locked for two weeks: somebody has to say whether it stays so, or whether the person leaves. */
export async function remindLocked(deps: EngineDeps): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - REMIND_AFTER_DAYS * DAY_MS)
  for (const row of await listLockedBefore(deps.db, before, A_TIME))
    await deps.db.transaction(async (tx) => {
      const [admins = []] = await askOrder({ ...deps, db: tx }, row)
      const ops = await holdersOf({ ...deps, db: tx }, ['ops', 'ops_lead'])
      await recordCase(deps, tx, row, 'lost_reminded', { asked: [...admins, ...ops] })
      await tell(deps, tx, row, 'device.reminder', [...admins, ...ops])
    })
}
