import { DAY_MS } from '@desk/shared/kernel/durations'
import { CHARTER_WORKING_DAYS, EXPIRY_NOTICE_DAYS, RESTORE_DAYS } from '@desk/shared/groups/group-states'
import type { GroupId } from '@desk/shared/kernel/ids'
import { addWorkingMs, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { enqueueGroupDrift } from '../model/enqueue-group-drift-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { GroupDeps, GroupStepDeps } from '../model/group-deps.ts'
import type { DayDeps, Deps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import { archiveWithin } from '../registry/archive-group.ts'
import { enqueueApplying } from '../registry/change-group.ts'
import { climbCharter } from '../review/escalate-charter.ts'
import { noteReasons } from './drift-handler.ts'
import { listEndedPartners } from '../review/drift-queries.ts'
import { endGroup } from '../registry/end-group.ts'
import { dueGroups } from '../review/due-queries.ts'
import { type GroupRow, listGroupMembers, lockGroup, saveGroup } from '../model/group-queries.ts'
import { inCharge, leadersOf } from '../model/responsible-people.ts'
import { syncGroupCards } from '../notices/sync-group-cards.ts'
import { factsOf } from '../model/member-facts-queries.ts'
import { openReview, passReview } from '../review/open-review.ts'
import { enqueueGroupNotice, type Told } from '../notices/enqueue-group-notice.ts'

const BATCH = 200
const WORKING_DAY_MS = 8 * 3_600_000
const WORKER = 'system:groups.round'

/** What time brings: charters unsigned, ends near and past, quarters over, reviews late. Gives how much there was. */
export async function groupsRound(deps: GroupDeps): Promise<number> {
  const { db } = deps
  const day = today(deps)
  const now = deps.clock.now()
  const each = async (ids: readonly GroupId[], step: Step): Promise<number> => {
    for (const id of ids)
      await db.transaction(async (tx) => {
        const group = await lockGroup(tx, id)
        if (!group) return
        await step(deps, tx, group)
        await syncGroupCards(deps, tx, id, WORKER)
      })
    return ids.length
  }
  const done = [
    await each(await dueGroups.charter(db, now, BATCH), climbCharter),
    await each(await dueGroups.over(db, day, BATCH), archiveOver),
    ...(await tellOfEnds(deps, day, each)),
    await each(await dueGroups.review(db, day, BATCH), reviewDue),
    await each(await dueGroups.lateReview(db, now, BATCH), tellOfLate),
    await each(
      await dueGroups.unrestorable(db, new Date(now.getTime() - RESTORE_DAYS * DAY_MS), BATCH),
      (_deps, tx, { id }) => endGroup(deps, tx, id, 'not_restored'),
    ),
    await noteEndedContracts(deps, day),
  ]
  return done.reduce((sum, count) => sum + count, 0)
}

type Step = (deps: GroupDeps, tx: Tx, group: GroupRow) => Promise<unknown>
type Each = (ids: readonly GroupId[], step: Step) => Promise<number>

/** The nearest notice that is due: after an outage people hear of the last one only. */
async function tellOfEnds(deps: GroupDeps, day: string, each: Each): Promise<number[]> {
  const counts: number[] = []
  for (const days of EXPIRY_NOTICE_DAYS.toReversed()) {
    const ids = await dueGroups.expiry(deps.db, { day: shiftDay(day, days), notBefore: days }, BATCH)
    counts.push(await each(ids, (_deps, tx, group) => tellOfEnd(deps, tx, group, days)))
  }
  return counts
}

async function tellOfEnd(deps: GroupStepDeps, tx: Tx, group: GroupRow, days: number): Promise<void> {
  if (group.expiresOn === null || (group.lastExpiryNoticeDays !== null && group.lastExpiryNoticeDays <= days)) return
  await saveGroup(tx, group, { lastExpiryNoticeDays: days })
  const left = Math.max(0, Math.round((Date.parse(group.expiresOn) - Date.parse(today(deps))) / DAY_MS))
  await tell(deps, tx, group, await concerned(deps, tx, group), {
    event: 'group.expiring',
    text: 'group.expiring',
    values: { name: group.name, days: String(left), day: group.expiresOn },
    again: `${group.expiresOn}:${String(days)}`,
  })
}

/** Whoever leads it; nobody does: whoever is in charge. */
async function concerned(deps: DayDeps, tx: Tx, group: GroupRow): Promise<string[]> {
  const leaders = leadersOf(group)
  return leaders.length > 0 ? leaders : inCharge({ ...deps, db: tx }, group)
}

async function tell(
  deps: NoticeDeps,
  tx: Tx,
  group: GroupRow,
  userids: readonly string[],
  told: Omit<Told, 'groupId' | 'userid'>,
): Promise<void> {
  for (const userid of userids) await enqueueGroupNotice(deps, tx, { ...told, groupId: group.id, userid })
}

/** Nobody went on with it: out of use, and back within thirty days if somebody misses it. */
async function archiveOver(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  if (group.expiresOn === null || group.expiresOn >= today(deps)) return
  const now = deps.clock.now()
  const patch = await archiveWithin(deps, tx, group, WORKER, now)
  const saved = await saveGroup(tx, group, { ...patch, state: 'archived', isApplying: true })
  await enqueueApplying(tx, saved, now)
  await tell(deps, tx, saved, await concerned(deps, tx, group), {
    event: 'group.archived',
    text: 'group.archived',
    values: { name: group.name },
    again: group.expiresOn,
  })
  await audit(deps, tx, group, 'group.archived', { expiresOn: group.expiresOn })
}

/** The quarter is over: everybody is looked at, and a person is asked only if somebody's reason is gone. */
async function reviewDue(deps: Pick<Deps, 'clock' | 'holidays' | 'site'>, tx: Tx, group: GroupRow): Promise<void> {
  if (group.reviewOpenedAt !== null || group.reviewDueOn > today(deps)) return
  const members = await listGroupMembers(tx, group.id)
  const facts = await factsOf(
    tx,
    members.map(({ userid }) => userid),
    today(deps),
  )
  const looked = await noteReasons(deps, tx, group, facts)
  if (looked.goneCount > 0) await openReview(deps, tx, looked)
  else await passReview(deps, tx, looked)
}

/** Late: first the department's admin hears of it, then the management department. */
async function tellOfLate(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  const now = deps.clock.now()
  if (group.reviewOpenedAt === null || group.reviewCloseBy === null || group.reviewCloseBy >= now) return
  const { admins, ops } = await holdersFor({ ...deps, db: tx }, group.departmentPath)
  const rung = group.reviewEscalationStep === 0 && admins.length > 0 ? 1 : 2
  const calendar = await loadCalendar({ ...deps, db: tx })
  await saveGroup(tx, group, {
    reviewEscalationStep: rung,
    reviewCloseBy: addWorkingMs(calendar, now, CHARTER_WORKING_DAYS * WORKING_DAY_MS),
  })
  const people = await memberNames(tx, [group.ownerId])
  const asked = (rung === 1 ? admins : ops).map(({ userid }) => userid)
  await tell(deps, tx, group, [...new Set(asked)], {
    event: 'group.review_late',
    text: group.vacantSince === null ? 'group.review_late' : 'group.review_ownerless',
    values: { name: group.name, owner: people(group.ownerId).name },
    again: `${group.reviewOpenedAt.toISOString()}:${String(rung)}`,
  })
  await audit(deps, tx, group, 'group.review_late', { rung })
}

/** Contracts end by the calendar, and nobody tells us. */
async function noteEndedContracts(deps: Pick<Deps, 'clock' | 'db'>, day: string): Promise<number> {
  const userids = await listEndedPartners(deps.db, day, BATCH)
  await deps.db.transaction((tx) => enqueueGroupDrift(tx, userids, deps.clock.now()))
  return userids.length
}

const audit = (deps: Pick<Deps, 'clock'>, tx: Tx, group: GroupRow, action: string, details: Record<string, unknown>) =>
  recordAudit(tx, { at: deps.clock.now(), actor: WORKER, action, object: group.id, details })
