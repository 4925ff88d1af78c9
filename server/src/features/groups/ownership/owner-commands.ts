import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView, RenewBody, ReviewBody } from '@desk/shared/groups/group-schemas'
import { gramsOf } from '@desk/shared/groups/similar-names'
import { endAfter, templateOf, type GroupRules } from '@desk/shared/groups/group-rules'
import { REVIEW_EVERY_DAYS } from '@desk/shared/groups/group-states'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { GroupRefusedError } from '../group-errors.ts'
import { today } from '../../../access/grant-conditions.ts'
import { enqueueGroupDrift } from '../model/enqueue-group-drift-queries.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup } from '../registry/change-group.ts'
import { departmentInName, composeRequestedName } from '../model/group-request.ts'
import { archiveWithin } from '../registry/archive-group.ts'
import { leadersOf } from '../model/responsible-people.ts'
import { countMembers, type GroupRow, listDrifted, patchMembers, putGrams } from '../model/group-queries.ts'
import { groupRulesSetting } from '../model/group-settings.ts'
import { askForSignature, unsigned } from '../registry/register-group.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

type Command = { id: GroupId; version: number }

/** The three duties of an owner (clause 4.1c2), signed by him or by the deputy who was asked. */
export const signCharter = (deps: GroupDeps, actor: MemberActor, command: Command): Promise<GroupView> =>
  changeGroup(deps, actor, { ...command, command: 'sign' }, async ({ now, actor: signer }) => ({
    patch: { charterSignedAt: now, charterSignedBy: signer.userid, charterDueAt: null },
  }))

/**
 * Keep or remove, for everybody whose reason is gone. Whoever stays does so because the owner named him; whoever goes is
 * taken out a minute later, and is out once WeCom shows it.
 *
 * @throws GroupRefusedError `not_all_answered` when somebody drifted who was not on screen
 */
export const reviewGroup = (
  deps: GroupDeps,
  actor: MemberActor,
  { remove, keep, ...command }: Command & ReviewBody,
): Promise<GroupView> =>
  changeGroup(deps, actor, { ...command, command: 'review' }, async ({ tx, group, actor: by, now }) => {
    const drifted = (await listDrifted(tx, group.id)).filter(({ removeAt }) => removeAt === null)
    const answered = [...remove, ...keep].map((userid) => userid.toLowerCase())
    const isWhole =
      new Set(answered).size === answered.length &&
      answered.length === drifted.length &&
      drifted.every(({ userid }) => answered.includes(userid))
    if (!isWhole || drifted.length === 0) throw new GroupRefusedError('not_all_answered')
    // An owner goes by handing over, not by a tick.
    if (remove.some((userid) => sameUserid(userid, group.ownerId)) && group.vacantSince === null)
      throw new GroupRefusedError('command_refused', { state: group.state })
    await patchMembers(tx, group.id, keep, { reason: 'guest', departmentId: null, goneReason: null, goneAt: null })
    await patchMembers(tx, group.id, remove, { removeAt: now, removeBy: by.userid })
    const applyAt = new Date(now.getTime() + deps.site.undoMs)
    return {
      patch: {
        ...(await countMembers(tx, group.id)),
        reviewOpenedAt: null,
        reviewCloseBy: null,
        reviewEscalationStep: 0,
        reviewedAt: now,
        reviewDueOn: shiftDay(today(deps), REVIEW_EVERY_DAYS),
        // A group made by hand waits for its checklist.
        ...(remove.length > 0 ? { isApplying: true } : {}),
      },
      details: { removed: remove.length, kept: keep.length },
      ...(remove.length === 0 ? {} : { applyAt }),
    }
  })

/** Goes on for as long as it was first made for, and says so in its name. What has no end needs none put off. */
export const renewGroup = (
  deps: GroupDeps,
  actor: MemberActor,
  { reason, ...command }: Command & RenewBody,
): Promise<GroupView> =>
  changeGroup(deps, actor, { ...command, command: 'renew' }, async ({ tx, group, now }) => {
    // A late review holds renewals up: nobody goes on with people who do not belong.
    if (group.expiresOn === null || group.reviewEscalationStep > 0)
      throw new GroupRefusedError('command_refused', { state: group.state })
    const day = today(deps)
    const end = await nextEnd(tx, group, group.expiresOn > day ? group.expiresOn : day)
    return {
      patch: end,
      // What people wrote is not for a table that is never erased: its length is.
      details: { expiresOn: end.expiresOn, reasonLength: [...reason].length },
      ...(end.name === group.name ? {} : { applyAt: now }),
    }
  })

const DEFAULT_MONTHS = 6

/** The end after this day, and the name that says it. A group that had no end gets none. */
async function nextEnd(tx: Tx, group: GroupRow, from: string) {
  if (group.expiresOn === null) return { expiresOn: null, lastExpiryNoticeDays: null, name: group.name }
  const { value: rules } = await readSetting(tx, groupRulesSetting)
  const months = rules.templates.find(({ kind }) => kind === group.kind)?.months ?? DEFAULT_MONTHS
  const expiresOn = endAfter(from, months)
  const name = nameUntil(rules, await departmentInName(tx, group.departmentPath), group, expiresOn)
  return { expiresOn, lastExpiryNoticeDays: null, name }
}

/** The same name with another end, where the name said one; as it is where the rules would make another one now. */
function nameUntil(rules: GroupRules, department: string, group: GroupRow, expiresOn: string): string {
  const template = rules.templates.find(({ kind }) => kind === group.kind)
  if (!template || group.expiresOn === null || group.origin === 'declared') return group.name
  const made = (until: string) =>
    templateOf(rules, template.id) &&
    composeRequestedName(rules, department, { template: template.id, topic: group.topic, expiresOn: until })
  const before = made(group.expiresOn)
  const after = made(expiresOn)
  return before && after && before.name === group.name && after.problem === null ? after.name : group.name
}

/** Out of use: its name says so, and only those who answer for it stay. Whoever leads it hears of it from nobody else. */
export const archiveGroup = (deps: GroupDeps, actor: MemberActor, command: Command): Promise<GroupView> =>
  changeGroup(deps, actor, { ...command, command: 'archive' }, async ({ tx, group, actor: by, now }) => ({
    patch: await archiveWithin(deps, tx, group, by.userid, now),
    applyAt: now,
    async follow(saved) {
      for (const userid of leadersOf(group))
        if (!sameUserid(userid, by.userid))
          await enqueueGroupNotice(deps, tx, {
            event: 'group.archived',
            text: 'group.archived',
            groupId: saved.id,
            userid,
            values: { name: saved.name },
            again: now.toISOString(),
          })
    },
  }))

/** Back as it was, within thirty days: everybody who went with the archive, with a new end where the old one is past, and a name that says it. */
export const restoreGroup = (deps: GroupDeps, actor: MemberActor, command: Command): Promise<GroupView> =>
  changeGroup(deps, actor, { ...command, command: 'restore' }, async ({ tx, group, now }) => {
    const day = today(deps)
    const isOver = group.expiresOn !== null && group.expiresOn <= day
    const end = isOver ? await nextEnd(tx, group, day) : { expiresOn: group.expiresOn }
    const isSigned = group.charterSignedAt !== null
    await putGrams(tx, group.id, gramsOf(group))
    return {
      patch: { archivedAt: null, ...end, ...(isSigned ? {} : await unsigned(deps, tx, 'active')) },
      details: { expiresOn: end.expiresOn },
      applyAt: now,
      async follow(saved) {
        if (!isSigned) await askForSignature(deps, tx, saved)
        // They may have left meanwhile.
        await enqueueGroupDrift(tx, [group.ownerId, ...(group.deputyId === null ? [] : [group.deputyId])], now)
      },
    }
  })
