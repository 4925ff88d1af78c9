import { DAY_MS } from '@desk/shared/kernel/durations'
import { nextTimeOutsideQuietHours } from '@desk/shared/kernel/working-calendar'
import { REMIND_AFTER_DAYS } from '@desk/shared/lost-device/lost-device-rules'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { isReminded, listLockedBefore, lockCase } from '../cases/case-queries.ts'
import { listCasesOfLeavers } from '../cases/changed-account-queries.ts'
import { adminsAndOps } from '../cases/case-approvers.ts'
import { enqueueCaseNotice } from '../cases/enqueue-case-jobs.ts'
import { leaveCase } from '../cases/leave-case.ts'
import { recordCase } from '../cases/record-case.ts'

const BATCH_SIZE = 100

/**
 * Reminds admins and ops once of each account that has been locked for two weeks: they decide whether the lock stays or
 * the person leaves. Not at night.
 */
export async function remindLocked(deps: CaseDeps): Promise<void> {
  const now = deps.clock.now()
  if (nextTimeOutsideQuietHours(await loadCalendar(deps), now).getTime() > now.getTime()) return
  const before = new Date(now.getTime() - REMIND_AFTER_DAYS * DAY_MS)
  for (const { id } of await listLockedBefore(deps.db, before, BATCH_SIZE))
    await deps.db.transaction(async (tx) => {
      const row = await lockCase(tx, id)
      // Another instance may have sent the reminder.
      if (!row || row.endedAt !== null || (await isReminded(tx, id))) return
      const recipients = await adminsAndOps({ ...deps, db: tx }, row)
      await recordCase(deps, tx, row, 'lost_reminded', { asked: recipients })
      await enqueueCaseNotice(deps, tx, row, 'device.reminder', recipients)
    })
}

/** Closes cases of members who left. */
export async function closeCasesOfLeavers(deps: CaseDeps): Promise<void> {
  for (const id of await listCasesOfLeavers(deps.db, BATCH_SIZE))
    await deps.db.transaction((tx) => leaveCase(deps, tx, id))
}
