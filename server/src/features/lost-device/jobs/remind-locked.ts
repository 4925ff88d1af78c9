import { DAY_MS } from '@desk/shared/kernel/durations'
import { nextLoudTime } from '@desk/shared/kernel/working-calendar'
import { REMIND_AFTER_DAYS } from '@desk/shared/lost-device/lost-device-rules'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { holdersOf, isReminded, listLockedBefore, lockCase } from '../cases/case-queries.ts'
import { approverOrder } from '../cases/case-approvers.ts'
import { tell } from '../cases/enqueue-case-jobs.ts'
import { recordCase } from '../cases/record-case.ts'

const A_TIME = 100

/** Locked for two weeks: somebody has to say whether it stays so, or whether the person leaves. Not at night. */
export async function remindLocked(deps: CaseDeps): Promise<void> {
  const now = deps.clock.now()
  if (nextLoudTime(await loadCalendar(deps), now).getTime() > now.getTime()) return
  const before = new Date(now.getTime() - REMIND_AFTER_DAYS * DAY_MS)
  for (const { id } of await listLockedBefore(deps.db, before, A_TIME))
    await deps.db.transaction(async (tx) => {
      const row = await lockCase(tx, id)
      // Two instances look at the same time.
      if (!row || row.endedAt !== null || (await isReminded(tx, id))) return
      const [admins = []] = await approverOrder({ ...deps, db: tx }, row)
      const ops = await holdersOf({ ...deps, db: tx }, ['ops', 'ops_lead'])
      await recordCase(deps, tx, row, 'lost_reminded', { asked: [...admins, ...ops] })
      await tell(deps, tx, row, 'device.reminder', [...admins, ...ops])
    })
}
