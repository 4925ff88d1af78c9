import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView, RenewBody, ReviewBody } from '@desk/shared/groups/group-schemas'
import { gramsOf } from '@desk/shared/groups/similar-names'
import { endAfter, templateOf, type GroupRules } from '@desk/shared/groups/group-rules'
import { REVIEW_EVERY_DAYS } from '@desk/shared/groups/group-states'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { GroupRefusedError } from '../group-errors.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { today } from '../../../access/grant-conditions.ts'
import { enqueueGroupDrift } from '../model/enqueue-group-drift-queries.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup, saveChange } from '../registry/change-group.ts'
import { departmentInName, composeRequestedName } from '../model/group-request.ts'
import { archivePatch } from '../registry/archive-group.ts'
import { offerToDeputy } from './offer-ownership.ts'
import { leadersOf } from '../model/responsible-people.ts'
import {
  countMembers,
  type GroupRow,
  listArchivedMembers,
  listDrifted,
  listGroupMembers,
  patchMembers,
  putGrams,
} from '../model/group-queries.ts'
import { findFacts } from '../model/member-facts-queries.ts'
import { groupRulesSetting } from '../model/group-settings.ts'
import { requestSignature, resetCharter } from '../registry/register-group.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

type Command = { id: GroupId; version: number }

/** Signs the charter with the three duties of an owner (clause 4.1c2), as the owner, or as the deputy when the owner is late or gone. */
export const signCharter = (deps: GroupDeps, caller: MemberActor, command: Command): Promise<GroupView> =>
  changeGroup(deps, caller, { ...command, command: 'sign' }, async (context) =>
    saveChange(context, {
      patch: { charterSignedAt: context.now, charterSignedBy: context.actor.userid, charterDueAt: null },
    }),
  )

/**
 * Keeps or removes every member whose reason no longer applies. A kept member stays as a guest; a removed one is removed in WeCom
 * after the undo window, and leaves the registry once WeCom shows it.
 *
 * @throws GroupRefusedError `not_all_answered` unless each member of the review has exactly one answer
 */
export const reviewGroup = (
  deps: GroupDeps,
  caller: MemberActor,
  { remove, keep, ...command }: Command & ReviewBody,
): Promise<GroupView> =>
  changeGroup(deps, caller, { ...command, command: 'review' }, async (context) => {
    const { tx, group, actor, now } = context
    const drifted = (await listDrifted(tx, group.id)).filter(({ removeAt }) => removeAt === null)
    const answered = new Set([...remove, ...keep].map((userid) => userid.toLowerCase()))
    const isComplete =
      answered.size === remove.length + keep.length &&
      answered.size === drifted.length &&
      drifted.every(({ userid }) => answered.has(userid))
    if (!isComplete || drifted.length === 0) throw new GroupRefusedError('not_all_answered')
    // An owner leaves by a change of owner, not by a review.
    if (remove.some((userid) => sameUserid(userid, group.ownerId)) && group.vacantSince === null)
      throw new GroupRefusedError('command_refused', { state: group.state })
    await patchMembers(tx, group.id, keep, { reason: 'guest', departmentId: null, goneReason: null, goneAt: null })
    await patchMembers(tx, group.id, remove, { removeAt: now, removeBy: actor.userid })
    return saveChange(context, {
      patch: {
        ...(await countMembers(tx, group.id)),
        reviewOpenedAt: null,
        reviewCloseBy: null,
        reviewEscalationStep: 0,
        reviewedAt: now,
        reviewDueOn: shiftDay(today(deps), REVIEW_EVERY_DAYS),
        reviewUndo: remove.length > 0 ? undoOf(group) : null,
        // A manually created group waits for its checklist.
        ...(remove.length > 0 ? { isApplying: true } : {}),
      },
      details: { removed: remove.length, kept: keep.length },
      ...(remove.length > 0 ? { applyAt: new Date(now.getTime() + deps.site.undoMs) } : {}),
    })
  })

type ReviewUndo = NonNullable<GroupRow['reviewUndo']>

/** Returns the columns that undoing a review of this group restores. */
const undoOf = ({
  reviewCloseBy,
  reviewedAt,
  reviewEscalationStep,
  reviewDueOn,
  isApplying,
}: GroupRow): ReviewUndo => ({
  reviewCloseBy: reviewCloseBy?.toISOString() ?? null,
  reviewedAt: reviewedAt?.toISOString() ?? null,
  reviewEscalationStep,
  reviewDueOn,
  isApplying,
})

/** Returns the columns that undoing the last review restores; null when the undo window is over. */
const undoableReview = ({ clock, site }: GroupDeps, { reviewedAt, reviewUndo }: GroupRow): ReviewUndo | null =>
  reviewedAt !== null && clock.now().getTime() < reviewedAt.getTime() + site.undoMs ? reviewUndo : null

/**
 * Undoes the removals of a review within the undo window, before WeCom is called: the review is open as before, with its
 * deadline and escalation. Kept members stay.
 */
export const undoReview = (deps: GroupDeps, caller: MemberActor, command: Command): Promise<GroupView> =>
  changeGroup(deps, caller, { ...command, command: 'review' }, async (context) => {
    const { tx, group, now } = context
    const before = undoableReview(deps, group)
    if (before === null) throw new GroupRefusedError('too_late')
    const members = (await listGroupMembers(tx, group.id)).filter(({ removeAt }) => removeAt !== null)
    const removed = members
      .filter(({ removeAt, isArchived }) => !isArchived && removeAt?.getTime() === group.reviewedAt?.getTime())
      .map(({ userid }) => userid)
    if (removed.length === 0) throw new GroupRefusedError('too_late')
    await patchMembers(tx, group.id, removed, { removeAt: null, removeBy: null })
    return saveChange(context, {
      patch: {
        ...(await countMembers(tx, group.id)),
        ...before,
        reviewCloseBy: dateOf(before.reviewCloseBy),
        reviewedAt: dateOf(before.reviewedAt),
        // The reopened review is a new task with cards of its own.
        reviewOpenedAt: now,
        reviewUndo: null,
        // Decisions made since the review stay pending as well.
        isApplying: before.isApplying || group.nextOwnerId !== null || members.length > removed.length,
      },
      details: { undone: removed.length },
    })
  })

const dateOf = (at: string | null): Date | null => (at === null ? null : new Date(at))

/** Renews the group for the months of its template. A group without an expiry date cannot be renewed. */
export const renewGroup = (
  deps: GroupDeps,
  caller: MemberActor,
  { reason, ...command }: Command & RenewBody,
): Promise<GroupView> =>
  changeGroup(deps, caller, { ...command, command: 'renew' }, async (context) => {
    const { tx, group, now } = context
    // An escalated review blocks renewals until its members have been reviewed and the undo window is over.
    const step = Math.max(group.reviewEscalationStep, undoableReview(deps, group)?.reviewEscalationStep ?? 0)
    if (group.expiresOn === null || step > 0) throw new GroupRefusedError('command_refused', { state: group.state })
    const day = today(deps)
    const patch = await nextEnd(tx, group, group.expiresOn > day ? group.expiresOn : day)
    return saveChange(context, {
      patch,
      // The audit is never erased, so it stores the length of the typed reason only.
      details: { expiresOn: patch.expiresOn, reasonLength: [...reason].length },
      ...(patch.name === group.name ? {} : { applyAt: now }),
    })
  })

/** Months of a renewal when no template has the kind of the group. */
const DEFAULT_MONTHS = 6

/** Returns the expiry date after this day, and the name with it. A group without an expiry date gets none. */
async function nextEnd(tx: Tx, group: GroupRow, from: string) {
  if (group.expiresOn === null) return { expiresOn: null, lastExpiryNoticeDays: null, name: group.name }
  const { value: rules } = await readSetting(tx, groupRulesSetting)
  const months = rules.templates.find(({ kind }) => kind === group.kind)?.months ?? DEFAULT_MONTHS
  const expiresOn = endAfter(from, months)
  const name = nameUntil(rules, await departmentInName(tx, group.departmentPath), group, expiresOn)
  return { expiresOn, lastExpiryNoticeDays: null, name }
}

/** Returns the name with another expiry date; unchanged where the present rules would compose another name. */
function nameUntil(rules: GroupRules, department: string, group: GroupRow, expiresOn: string): string {
  const template = rules.templates.find(({ kind }) => kind === group.kind)
  if (!template || group.expiresOn === null || group.origin === 'declared') return group.name
  const compose = (until: string) =>
    templateOf(rules, template.id) &&
    composeRequestedName(rules, department, { template: template.id, topic: group.topic, expiresOn: until })
  const before = compose(group.expiresOn)
  const after = compose(expiresOn)
  return before && after && before.name === group.name && after.problem === null ? after.name : group.name
}

/** Archives a group: its name says so, and only those that `findArchiveKeepers` returns stay. Other leaders are notified. */
export const archiveGroup = (deps: GroupDeps, caller: MemberActor, command: Command): Promise<GroupView> =>
  changeGroup(deps, caller, { ...command, command: 'archive' }, async (context) => {
    const { tx, group, actor, now } = context
    const patch = await archivePatch(deps, tx, group, actor.userid, now)
    const saved = await saveChange(context, { patch, applyAt: now })
    for (const userid of leadersOf(group).filter((leader) => !sameUserid(leader, actor.userid)))
      await enqueueGroupNotice(deps, tx, {
        event: 'group.archived',
        text: 'group.archived',
        groupId: saved.id,
        userid,
        values: { name: saved.name },
        again: now.toISOString(),
      })
  })

/**
 * Restores a group within thirty days: the removed members return, those of a manually created group by its checklist.
 * A past expiry date is replaced by a new one. The next daily job reviews the members.
 */
export const restoreGroup = (deps: GroupDeps, caller: MemberActor, command: Command): Promise<GroupView> =>
  changeGroup(deps, caller, { ...command, command: 'restore' }, async (context) => {
    const { tx, group, now } = context
    const { deputyId, expiresOn, name, ownerId } = group
    const day = today(deps)
    const end = expiresOn !== null && expiresOn <= day ? await nextEnd(tx, group, day) : { expiresOn, name }
    const isSigned = group.charterSignedAt !== null
    await putGrams(tx, group.id, gramsOf(group))
    // While the checklist of the archive is open, members and name in WeCom are still those of before the archive.
    const isUnchanged = (await keepPresentMembers(tx, group)) && group.isApplying && end.name === name
    // Whether the owner is gone is checked below.
    const patch = {
      archivedAt: null,
      vacantSince: null,
      reviewDueOn: day,
      ...end,
      ...(isSigned ? {} : await resetCharter(deps, tx, 'active')),
    }
    const details = { expiresOn: end.expiresOn }
    // The manual steps of the archive are void or have to be reversed; a change of owner still waits.
    const effect = group.chatId === null ? { isApplying: !isUnchanged || group.nextOwnerId !== null } : {}
    const applying = group.chatId === null ? {} : { applyAt: now }
    const saved = await saveChange(context, { patch: { ...patch, ...effect }, details, ...applying })
    if (!isSigned) await requestSignature(deps, tx, saved)
    // The owner or the deputy may have left while the group was archived.
    await enqueueGroupDrift(tx, [ownerId, ...(deputyId === null ? [] : [deputyId])], now)
  })

/**
 * Withdraws the removal of archived members who are still in the group, and returns whether all of them are. With a
 * chat they stay marked until WeCom shows them: the removal may have been applied already.
 */
async function keepPresentMembers(tx: Tx, { id, chatId }: GroupRow): Promise<boolean> {
  const archived = await listArchivedMembers(tx, id)
  const present = archived.filter(({ leftAt }) => leftAt === null)
  await patchMembers(
    tx,
    id,
    present.map(({ userid }) => userid),
    { removeAt: null, removeBy: null, ...(chatId === null ? { isArchived: false } : {}) },
  )
  return present.length === archived.length
}

/**
 * Appoints another deputy: an active employee among the members. WeCom has no deputies, so it is not called. The deputy of a
 * group without an owner is asked to own it.
 */
export const appointDeputy = (
  deps: GroupDeps,
  caller: MemberActor,
  { deputyId, ...command }: Command & { deputyId: string },
): Promise<GroupView> =>
  changeGroup(deps, caller, { ...command, command: 'appoint' }, async (context) => {
    const { tx, group, actor } = context
    const members = await listGroupMembers(tx, group.id)
    const member = members.find(({ userid }) => sameUserid(userid, deputyId))
    const facts = await findFacts(tx, deputyId, today(deps))
    const isEligible =
      member?.goneReason === null &&
      member.removeAt === null &&
      facts?.status === ACTIVE &&
      facts.sponsorId === null &&
      !sameUserid(deputyId, group.ownerId)
    if (!isEligible)
      throw new InvalidInputError('The member cannot be deputy', [{ path: 'deputyId', code: 'group.deputy' }])
    const saved = await saveChange(context, { patch: { deputyId: facts.userid } })
    await enqueueGroupNotice(deps, tx, {
      event: 'group.deputy',
      text: 'group.deputy_named',
      groupId: saved.id,
      userid: facts.userid,
      values: { name: saved.name, by: (await memberNames(tx, [actor.userid]))(actor.userid).name },
      again: String(saved.version),
    })
    await offerToDeputy(deps, tx, saved)
  })
