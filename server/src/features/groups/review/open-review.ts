import { REVIEW_EVERY_DAYS, REVIEW_WORKING_DAYS } from '@desk/shared/groups/group-states'
import { addWorkingMs, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { today } from '../../../access/grant-conditions.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { DayDeps, Deps } from '../../../kernel/deps.ts'
import { type GroupRow, saveGroup } from '../model/group-queries.ts'

const WORKING_DAY_MS = 8 * 3_600_000

/** Somebody's reason is gone: a review opens, once for all who drifted. `syncGroupCards` tells whoever is in charge. */
export async function openReview(
  deps: Pick<Deps, 'clock' | 'holidays' | 'site'>,
  tx: Tx,
  group: GroupRow,
): Promise<void> {
  if (group.reviewOpenedAt !== null) return
  const now = deps.clock.now()
  const calendar = await loadCalendar({ ...deps, db: tx })
  const closeBy = addWorkingMs(calendar, now, REVIEW_WORKING_DAYS * WORKING_DAY_MS)
  const saved = await saveGroup(tx, group, { reviewOpenedAt: now, reviewCloseBy: closeBy, reviewEscalationStep: 0 })
  const details = { count: saved.goneCount }
  await recordAudit(tx, {
    at: now,
    actor: 'system:groups.drift',
    action: 'group.review_opened',
    object: group.id,
    details,
  })
}

/** Nobody's reason is gone: the quarter is over without a question to anybody. */
export async function passReview(deps: DayDeps, tx: Tx, group: GroupRow): Promise<void> {
  const now = deps.clock.now()
  await saveGroup(tx, group, { reviewedAt: now, reviewDueOn: shiftDay(today(deps), REVIEW_EVERY_DAYS) })
  const details = { members: group.memberCount }
  await recordAudit(tx, {
    at: now,
    actor: 'system:groups.round',
    action: 'group.review_passed',
    object: group.id,
    details,
  })
}
