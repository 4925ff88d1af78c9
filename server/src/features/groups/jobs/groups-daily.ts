import { DAY_MS } from '@desk/shared/kernel/durations'
import { EXPIRY_NOTICE_DAYS, type GroupState, RESTORE_DAYS } from '@desk/shared/groups/group-states'
import type { GroupId } from '@desk/shared/kernel/ids'
import { sum } from '@desk/shared/kernel/sum'
import { daysBetween, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { today } from '../../../access/grant-conditions.ts'
import { enqueueGroupDrift } from '../model/enqueue-group-drift-queries.ts'
import { type AuditEntry, recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { GroupDeps, GroupStepDeps } from '../model/group-deps.ts'
import type { DayDeps, Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import { archivePatch } from '../registry/archive-group.ts'
import { enqueueApplying } from '../registry/change-group.ts'
import { escalateCharter } from '../review/escalate-charter.ts'
import { notifyLateReview } from '../review/notify-late-review.ts'
import { updateReasons } from '../review/update-reasons.ts'
import { endGroup } from '../registry/end-group.ts'
import { dueGroups, listEndedPartners } from '../review/due-queries.ts'
import {
  countUndecided,
  type GroupRow,
  listArchivedMembers,
  listGroupMembers,
  lockGroup,
  saveGroup,
} from '../model/group-queries.ts'
import { inCharge, leadersOf } from '../model/responsible-people.ts'
import { syncGroupCards } from '../notices/sync-group-cards.ts'
import { factsOf } from '../model/member-facts-queries.ts'
import { charterDue } from '../registry/register-group.ts'
import { closeEmptyReview, openReview, completeReview } from '../review/open-review.ts'
import { enqueueGroupNotice, type GroupNotice } from '../notices/enqueue-group-notice.ts'

const BATCH_SIZE = 200
const WORKER = 'system:groups.round'
const IN_USE: readonly GroupState[] = ['charter', 'active']

/**
 * Runs everything that depends on time: unsigned charters, expiring and expired groups, due and late reviews, archived groups
 * that can no longer be restored, ended contracts.
 * Returns the number of groups and partners handled.
 */
export async function runDailyGroupJob(deps: GroupDeps): Promise<number> {
  const { db } = deps
  const day = today(deps)
  const now = deps.clock.now()
  const restorableSince = new Date(now.getTime() - RESTORE_DAYS * DAY_MS)
  /** Runs a step on each listed group that is still in one of the states: it may have changed since it was listed. */
  const forEachGroup = async (ids: readonly GroupId[], states: readonly GroupState[], step: Step): Promise<number> => {
    for (const id of ids)
      await db.transaction(async (tx) => {
        const group = await lockGroup(tx, id)
        if (!group || !states.includes(group.state)) return
        await step(deps, tx, group)
        await syncGroupCards(deps, tx, id, WORKER)
      })
    return ids.length
  }
  const counts = [
    await forEachGroup(await dueGroups.unsignedCharter(db, now, BATCH_SIZE), ['charter', 'declared'], escalateCharter),
    await forEachGroup(await dueGroups.expired(db, day, BATCH_SIZE), IN_USE, archiveExpired),
    ...(await sendExpiryNotices(deps, day, forEachGroup)),
    await forEachGroup(await dueGroups.reviewEmpty(db, now, BATCH_SIZE), IN_USE, closeEmptyReview),
    await forEachGroup(await dueGroups.reviewDue(db, day, BATCH_SIZE), ['active'], reviewMembers),
    await forEachGroup(await dueGroups.reviewOverdue(db, now, BATCH_SIZE), IN_USE, escalateReview),
    await forEachGroup(
      await dueGroups.pastRestorePeriod(db, restorableSince, BATCH_SIZE),
      ['archived'],
      async (_deps, tx, { id, archivedAt }) =>
        archivedAt !== null && archivedAt < restorableSince && endGroup(deps, tx, id, 'not_restored'),
    ),
    await enqueueEndedContracts(deps, day),
  ]
  return sum(counts)
}

type Step = (deps: GroupDeps, tx: Tx, group: GroupRow) => Promise<unknown>
type ForEachGroup = (ids: readonly GroupId[], states: readonly GroupState[], step: Step) => Promise<number>

/** Sends only the nearest notice that is due: after an outage, earlier ones are skipped. */
async function sendExpiryNotices(deps: GroupDeps, day: string, forEachGroup: ForEachGroup): Promise<number[]> {
  const counts: number[] = []
  for (const days of EXPIRY_NOTICE_DAYS.toReversed()) {
    const ids = await dueGroups.expiring(deps.db, { day: shiftDay(day, days), noticeDays: days }, BATCH_SIZE)
    counts.push(await forEachGroup(ids, IN_USE, (_deps, tx, group) => sendExpiryNotice(deps, tx, group, days)))
  }
  return counts
}

async function sendExpiryNotice(deps: GroupStepDeps, tx: Tx, group: GroupRow, days: number): Promise<void> {
  if (group.expiresOn === null || (group.lastExpiryNoticeDays !== null && group.lastExpiryNoticeDays <= days)) return
  await saveGroup(tx, group, { lastExpiryNoticeDays: days })
  const left = Math.max(0, daysBetween(today(deps), group.expiresOn))
  await notifyAll(deps, tx, group, await recipientsOf(deps, tx, group), {
    event: 'group.expiring',
    text: 'group.expiring',
    values: { name: group.name, days: String(left), day: group.expiresOn },
    again: `${group.expiresOn}:${String(days)}`,
  })
}

/** Returns the owner and deputy; without either, the people in charge. */
async function recipientsOf(deps: DayDeps, tx: Tx, group: GroupRow): Promise<string[]> {
  const leaders = leadersOf(group)
  return leaders.length > 0 ? leaders : inCharge({ ...deps, db: tx }, group)
}

async function notifyAll(
  deps: NoticeDeps,
  tx: Tx,
  group: GroupRow,
  userids: readonly string[],
  notice: Omit<GroupNotice, 'groupId' | 'userid'>,
): Promise<void> {
  for (const userid of userids) await enqueueGroupNotice(deps, tx, { ...notice, groupId: group.id, userid })
}

/** Archives an expired group that was not renewed; it can be restored within thirty days. */
async function archiveExpired(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  if (group.expiresOn === null || group.expiresOn >= today(deps)) return
  const now = deps.clock.now()
  const patch = await archivePatch(deps, tx, group, WORKER, now)
  const saved = await saveGroup(tx, group, { ...patch, state: 'archived', isApplying: true })
  await enqueueApplying(tx, saved, now)
  await notifyAll(deps, tx, saved, await recipientsOf(deps, tx, group), {
    event: 'group.archived',
    text: 'group.archived',
    values: { name: group.name },
    again: group.expiresOn,
  })
  await audit(deps, tx, group, 'group.archived', { expiresOn: group.expiresOn })
}

/** Checks all members at the end of a quarter; a review opens only if a reason for membership no longer applies. */
async function reviewMembers(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  if (group.reviewOpenedAt !== null || group.reviewDueOn > today(deps)) return
  // A late review waits for the members who return with a restoration: it is about all of them.
  if (group.reviewEscalationStep > 0 && (await listArchivedMembers(tx, group.id)).length > 0) return
  const members = await listGroupMembers(tx, group.id)
  const facts = await factsOf(
    tx,
    members.map(({ userid }) => userid),
    today(deps),
  )
  const updated = await updateReasons(deps, tx, group, facts)
  // Members whose removal waits for a checklist count as decided.
  if ((await countUndecided(tx, group.id)) > 0) await openReview(deps, tx, updated)
  else await completeReview(deps, tx, updated)
}

/** Escalates a late review: first to the department's admin, then to the management department. */
async function escalateReview(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  const now = deps.clock.now()
  if (group.reviewOpenedAt === null || group.reviewCloseBy === null || group.reviewCloseBy >= now) return
  const { admins } = await holdersFor({ ...deps, db: tx }, group.departmentPath)
  const step = group.reviewEscalationStep === 0 && admins.length > 0 ? 1 : 2
  await saveGroup(tx, group, {
    reviewEscalationStep: step,
    reviewCloseBy: await charterDue(deps, tx, now),
  })
  await notifyLateReview(deps, tx, group, step)
  await audit(deps, tx, group, 'group.review_late', { rung: step })
}

/** Enqueues a check of the groups of partners whose contract ended: it ends by the calendar, without an event from WeCom. */
async function enqueueEndedContracts(deps: Pick<Deps, 'clock' | 'db' | 'site'>, day: string): Promise<number> {
  const { timeZone } = deps.site
  const userids = await listEndedPartners(deps.db, { today: day, timeZone }, BATCH_SIZE)
  await deps.db.transaction((tx) => enqueueGroupDrift(tx, userids, deps.clock.now()))
  return userids.length
}

const audit = (
  deps: Pick<Deps, 'clock'>,
  tx: Tx,
  group: GroupRow,
  action: AuditEntry['action'],
  details: Record<string, unknown>,
) => recordAudit(tx, { at: deps.clock.now(), actor: WORKER, action, object: group.id, details })
