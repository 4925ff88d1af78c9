import { REVIEW_EVERY_DAYS, REVIEW_WORKING_DAYS } from '@desk/shared/groups/group-states'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { today } from '../../../access/grant-conditions.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { DayDeps, Deps } from '../../../kernel/deps.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import { countUndecided, type GroupRow, saveGroup } from '../model/group-queries.ts'
import { workingDaysAfter } from '../../../kernel/calendar-queries.ts'
import { notifyLateReview } from './notify-late-review.ts'

/**
 * Opens one review of all members whose reason for membership no longer applies. `syncGroupCards` notifies the people in charge.
 * A review that an archive closed is as late as it was, so whoever it was escalated to gets a card again.
 */
export async function openReview(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  if (group.reviewOpenedAt !== null) return
  const now = deps.clock.now()
  const closeBy = await workingDaysAfter(deps, tx, now, REVIEW_WORKING_DAYS)
  const { reviewEscalationStep } = group
  const saved = await saveGroup(tx, group, { reviewOpenedAt: now, reviewCloseBy: closeBy, reviewEscalationStep })
  for (let step = 1; step <= reviewEscalationStep; step += 1) await notifyLateReview(deps, tx, saved, step)
  const details = { count: saved.goneCount }
  await recordAudit(tx, {
    at: now,
    actor: 'system:groups.drift',
    action: 'group.review_opened',
    object: group.id,
    details,
  })
}

/** Completes the quarterly review without asking anyone: no member is left to decide on. */
export async function completeReview(deps: DayDeps, tx: Tx, group: GroupRow): Promise<void> {
  const now = deps.clock.now()
  const reviewDueOn = shiftDay(today(deps), REVIEW_EVERY_DAYS)
  await saveGroup(tx, group, { reviewedAt: now, reviewDueOn, reviewEscalationStep: 0 })
  const details = { members: group.memberCount }
  await recordAudit(tx, {
    at: now,
    actor: 'system:groups.round',
    action: 'group.review_passed',
    object: group.id,
    details,
  })
}

/** Closes an open review in which nobody is left to decide on: they belong to the group again, or left it in WeCom. */
export async function closeEmptyReview(deps: Pick<Deps, 'clock'>, tx: Tx, group: GroupRow): Promise<void> {
  if (group.reviewOpenedAt === null || (await countUndecided(tx, group.id)) > 0) return
  await saveGroup(tx, group, { reviewOpenedAt: null, reviewCloseBy: null, reviewEscalationStep: 0 })
  await recordAudit(tx, {
    at: deps.clock.now(),
    actor: 'system:groups.drift',
    action: 'group.review_passed',
    object: group.id,
    details: { members: group.memberCount },
  })
}
