import { advanceClosing, isHandedOver, isSuspendedPhase } from '@desk/shared/accounts/close/closing-flow'
import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type ClosingId, type GroupId, type HandoverId, sameUserid } from '@desk/shared/kernel/ids'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { Tx } from '../../../db/database.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { today } from '../../../access/grant-conditions.ts'
import { confirmReturn } from '../../../directory/employment-queries.ts'
import { isAccountSuspended, isSuspendedForOtherCause } from '../../../directory/suspension-queries.ts'
import { closeOffers } from '../../groups/model/ownership-offer-queries.ts'
import { offerIfVacant } from '../../groups/ownership/offer-ownership.ts'
import { findPartner } from '../partners/partner-queries.ts'
import { callOffChange } from './call-off-change.ts'
import { addHeld, changeClosing, type ClosingContext } from './change-closing.ts'
import type { ClosingDeps } from './closing-deps.ts'
import { ClosingRefusedError, invalid } from './closing-errors.ts'
import { adminsFor, isLastLead, notifyOfClosing } from './closing-notices.ts'
import { type ClosingRow, findOpenClosingOf, type ItemRow, listEvents, patchItems } from './closing-queries.ts'
import { closeOffer, closeOffersOf, endOffers, listOffered, sendOffer } from './handover-offers.ts'
import { filterGroupsOf } from './held-queries.ts'
import { askToDelete } from './jobs/ask-to-delete.ts'
import { disableAt } from './open-closing.ts'
import { moveClosing, recordClosing } from './record-closing.ts'
import { enqueueAccountJob, startDisabling } from './start-disabling.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

type Command = { id: ClosingId; version: number }

/**
 * Names the heir of the listed items, the member who is to take them over; without a list, of all items that have none or
 * were declined. The heir accepts or declines.
 */
export const assignHeir = (
  deps: ClosingDeps,
  caller: MemberActor,
  { heir, items: chosen, ...command }: Command & { heir: string; items?: readonly HandoverId[] | undefined },
): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'assign' }, async ({ tx, row, items, actor, now }) => {
    const member = await findMemberRow(tx, heir)
    if (member?.status !== ACTIVE || (await isAccountSuspended(tx, heir))) throw invalid('heir', 'member.unknown')
    const own = await findOpenClosingOf(tx, member.userid)
    if (sameUserid(member.userid, row.subjectId) || (own !== null && own.kind !== 'transfer'))
      throw invalid('heir', 'closing.heir_leaves')
    const isChosen = (id: HandoverId, state: string) =>
      chosen ? chosen.includes(id) && state !== 'done' : state === 'open' || state === 'declined'
    const assigned = items.filter(({ id, kind, state }) => isHandedOver(kind) && isChosen(id, state))
    if (assigned.length === 0) throw new ClosingRefusedError('command_refused', { phase: row.phase })
    // Partners can neither own groups nor sponsor other partners.
    if (await findPartner(tx, member.userid)) throw invalid('heir', 'closing.heir_partner')
    const groups = assigned.flatMap(({ kind, objectId }) => (kind === 'group_owner' ? [objectId as GroupId] : []))
    const joined = await filterGroupsOf(tx, member.userid, groups)
    // WeCom accepts only a member of the group as its owner.
    if (groups.some((id) => !joined.has(id))) throw invalid('heir', 'closing.heir_not_in_group')
    // Earlier offers are closed: their items are part of the new offer, or now go to somebody else.
    const previousHeirs = assigned.flatMap(({ heirId }) => (heirId === null ? [] : [heirId]))
    const isAffected = ({ heirId }: ItemRow) => heirId !== null && [...previousHeirs, member.userid].includes(heirId)
    await closeOffersOf(deps, tx, row, items.filter(isAffected), '事项有变动，请打开查看')
    await patchItems(
      tx,
      assigned.map(({ id }) => id),
      { state: 'offered', heirId: member.userid, offeredAt: now, answeredAt: null },
    )
    const saved = await moveClosing(deps, tx, row, {}, 'assigned', {
      actor,
      note: member.userid,
      details: { items: assigned.length },
    })
    // The ownership is offered to one person: other members who were offered it need not answer any more.
    for (const id of groups) await closeOffers(tx, id, now)
    await sendOffer(deps, tx, saved, member.userid)
  })

/** Leaves an item without an heir, with the reason. */
export const waiveItem = (
  deps: ClosingDeps,
  caller: MemberActor,
  { item, reason, ...command }: Command & { item: HandoverId; reason: string },
): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'waive' }, async ({ tx, row, items, actor, now }) => {
    const waived = items.find(({ id, state }) => id === item && state !== 'done' && state !== 'automatic')
    if (!waived) throw new ClosingRefusedError('command_refused', { phase: row.phase })
    const { heirId } = waived
    if (waived.state === 'offered' && heirId !== null)
      await closeOffer(deps, tx, row, listOffered(items, heirId), '事项有变动，请打开查看')
    await patchItems(tx, [item], { state: 'waived', heirId: null, answeredAt: now, reason })
    if (waived.kind === 'group_owner') await offerIfVacant(deps, tx, waived.objectId as GroupId)
    await moveClosing(deps, tx, row, {}, 'waived', { actor, text: reason, details: { item } })
  })

/** Records the leaver's statement that they removed sensitive data from their devices. */
export const attestCleaning = (deps: ClosingDeps, caller: MemberActor, command: Command): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'clean' }, ({ tx, row, actor, now }) =>
    moveClosing(deps, tx, row, { cleanedAt: row.cleanedAt ?? now }, 'cleaned', { actor }),
  )

/** Moves the last day, and with it the time of the disabling. Notifies the leaver, the heirs and the department's admins. */
export const moveLastDay = (
  deps: ClosingDeps,
  caller: MemberActor,
  { lastDay, ...command }: Command & { lastDay: string },
): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'move' }, async ({ tx, row, items, actor }) => {
    if (lastDay < today(deps)) throw invalid('lastDay', 'day.past')
    const patch = { lastDay, disableAt: disableAt(deps, lastDay), blockedAt: null }
    const details = { from: row.lastDay, to: lastDay }
    const saved = await moveClosing(deps, tx, row, patch, 'moved', { actor, note: lastDay, details })
    if (lastDay === row.lastDay) return
    const heirs = items.flatMap(({ heirId, state }) =>
      state === 'offered' || state === 'accepted' ? (heirId ?? []) : [],
    )
    const people = [row.subjectId, ...heirs, ...(await adminsFor(deps, tx, saved))]
    const others = people.filter((userid) => !sameUserid(userid, actor.userid))
    await notifyOfClosing(deps, tx, saved, 'closing.moved', others, { again: String(saved.version) })
  })

/** Lets the account be disabled although items are open, with the reason; the open items stay listed. */
export const forceClosing = (
  deps: ClosingDeps,
  caller: MemberActor,
  { reason, ...command }: Command & { reason: string },
): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'force' }, ({ tx, row, actor }) => {
    const patch = { phase: 'forced', forcedBy: actor.userid, reason, blockedAt: null } as const
    return moveClosing(deps, tx, row, patch, 'forced', { actor, text: reason })
  })

/** Confirms an emergency as the second person: the account is disabled at once. */
export const confirmClosing = (deps: ClosingDeps, caller: MemberActor, command: Command): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'confirm' }, async ({ tx, row, actor }) => {
    if (await isLastLead(deps, tx, row.subjectId)) throw new ClosingRefusedError('last_lead')
    await addHeld(deps, tx, row)
    await recordClosing(deps, tx, row, 'confirmed', { actor })
    await startDisabling(deps, tx, row, { actor })
  })

/** Cancels the closing or transfer, with the reason, and notifies the heirs and the leaver. */
export const cancelClosing = (
  deps: ClosingDeps,
  caller: MemberActor,
  { reason, ...command }: Command & { reason: string },
): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'cancel' }, async (context) => {
    const { tx, row, items, actor } = context
    if (!(await callOffChange(deps, tx, row, actor))) throw new ClosingRefusedError('change_under_way')
    await moveClosing(deps, tx, row, { phase: 'cancelled' }, 'cancelled', { actor, text: reason })
    const heirs = await endOffers(deps, tx, row, items)
    const event = row.kind === 'transfer' ? 'transfer.cancelled' : 'closing.cancelled'
    await notifyOfClosing(deps, tx, row, event, [...heirs, ...leaverOf(context)])
  })

/** Returns the leaver; nobody for an emergency or a transfer, of which they were not notified. */
const leaverOf = ({ row }: ClosingContext) => (row.kind === 'leave' || row.kind === 'stop' ? [row.subjectId] : [])

/**
 * Asks for the deletion of the disabled account after `keepDays`, with the reason. The management department is asked to confirm
 * it on that day.
 */
export const askDeletion = (
  deps: ClosingDeps,
  caller: MemberActor,
  { keepDays, reason, ...command }: Command & { keepDays: number; reason: string },
): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'ask_deletion' }, async ({ tx, row, actor, now }) => {
    const closedOn = dayIn(deps.site.timeZone, row.disabledAt ?? now)
    const patch = {
      deletionAskedBy: actor.userid,
      deletionAskedAt: now,
      deletionReason: reason,
      deleteNotBefore: shiftDay(closedOn, keepDays),
    }
    const details = { keepDays, notBefore: patch.deleteNotBefore }
    const saved = await moveClosing(deps, tx, row, patch, 'deletion_asked', { actor, text: reason, details })
    if (patch.deleteNotBefore <= today(deps)) await askToDelete(deps, tx, saved)
  })

/** Confirms the deletion as the second person: a job deletes the account in WeCom. */
export const confirmDeletion = (deps: ClosingDeps, caller: MemberActor, command: Command): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'delete' }, async ({ tx, row, actor }) => {
    if (row.deleteNotBefore === null) throw new ClosingRefusedError('command_refused', { phase: row.phase })
    if (row.deleteNotBefore > today(deps)) throw new ClosingRefusedError('too_early', { day: row.deleteNotBefore })
    const patch = { phase: 'deleting', deletionConfirmedBy: actor.userid, trouble: null, triedAt: null } as const
    await enqueueAccountJob(deps, tx, await moveClosing(deps, tx, row, patch, 'deletion_confirmed', { actor }))
  })

/** Enables the account of a person who returns before it was deleted, unless it is suspended for another cause too. */
export const reEnable = (deps: ClosingDeps, caller: MemberActor, command: Command): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 're_enable' }, async ({ tx, row, actor }) => {
    if (await isSuspendedForOtherCause(tx, row.subjectId, 'close')) throw new ClosingRefusedError('otherwise_suspended')
    const phase = advanceClosing(row.phase, 're_enable')
    if (phase === undefined || !isSuspendedPhase(phase)) throw new Error('An account is enabled by its job')
    const patch = { phase, trouble: null, triedAt: null }
    await enqueueAccountJob(deps, tx, await moveClosing(deps, tx, row, patch, 'enabling', { actor }))
  })

/**
 * Records that the person whose account was deleted returns: the next holder of the userid is the same person, and
 * finds their receipts and requests. Without this record the next holder counts as another person.
 */
export const confirmSamePerson = (deps: ClosingDeps, caller: MemberActor, command: Command): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'confirm_return' }, async ({ tx, row, actor, now }) => {
    await refuseAnswered(tx, row)
    await confirmReturn(tx, row.subjectId, actor.userid, now)
    await moveClosing(deps, tx, row, { returnConfirmedAt: now }, 'return_confirmed', { actor })
  })

/** Records that the person who joins under this name is somebody else: the userid stays with the former member. */
export const denySamePerson = (deps: ClosingDeps, caller: MemberActor, command: Command): Promise<ClosingView> =>
  changeClosing(deps, caller, { ...command, action: 'deny_return' }, async ({ tx, row, actor }) => {
    await refuseAnswered(tx, row)
    await moveClosing(deps, tx, row, {}, 'return_denied', { actor })
  })

/** Throws when the question whether the same person returns was already answered. */
async function refuseAnswered(tx: Tx, { id, phase, returnConfirmedAt }: ClosingRow): Promise<void> {
  const isDenied = (await listEvents(tx, id)).some(({ type }) => type === 'return_denied')
  if (returnConfirmedAt !== null || isDenied) throw new ClosingRefusedError('command_refused', { phase })
}
