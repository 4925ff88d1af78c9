import type { RequestId } from '@desk/shared/kernel/ids'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { nextTimeOutsideQuietHours } from '@desk/shared/kernel/working-calendar'
import { nextCasePhase } from '@desk/shared/lost-device/lost-device'
import { REMIND_AFTER_DAYS } from '@desk/shared/lost-device/lost-device-rules'
import type { Tx } from '../../../db/database.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { type CaseRow, isReminded, listCasesOfLeavers, listLockedBefore, lockCase } from '../cases/case-queries.ts'
import { adminsAndOps } from '../cases/case-approvers.ts'
import { cancelEscalation, enqueueCaseNotice, reportersOf } from '../cases/enqueue-case-jobs.ts'
import { moveCase, recordCase } from '../cases/record-case.ts'

const BATCH_SIZE = 100

/**
 * Reminds admins and ops of accounts that have been locked for two weeks: they decide whether the lock stays or the
 * person leaves. Not at night.
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

/**
 * Closes cases of members whom WeCom no longer shows: there is nothing to lock, read back or unlock. The case does not
 * state more, because a member who was moved out of the app's visible range may still have an account.
 */
export async function closeCasesOfLeavers(deps: CaseDeps): Promise<void> {
  for (const id of await listCasesOfLeavers(deps.db, BATCH_SIZE))
    await deps.db.transaction(async (tx) => {
      const row = await lockCaseOfLeaver(tx, id)
      const phase = row && nextCasePhase(row.phase, 'leave')
      if (!row || !phase) return
      const isAccountLocked = row.orderedAt !== null && row.unlockedAt === null
      const others = isAccountLocked ? await adminsAndOps({ ...deps, db: tx }, row) : []
      const patch = { phase, endedAt: deps.clock.now(), trouble: null }
      const saved = await moveCase(deps, tx, row, patch, 'lost_left')
      await cancelEscalation(tx, id)
      await enqueueCaseNotice(deps, tx, saved, 'device.gone', [...reportersOf(saved), ...others])
    })
}

/** Returns null when another instance closed the case or the member is back. */
async function lockCaseOfLeaver(tx: Tx, id: RequestId): Promise<CaseRow | null> {
  const row = await lockCase(tx, id)
  if (!row || row.endedAt !== null) return null
  return (await findMemberRow(tx, row.subjectId))?.status === LEFT ? row : null
}
