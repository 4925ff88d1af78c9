import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid, type RequestId } from '@desk/shared/kernel/ids'
import {
  type AftercareItem,
  aftercareItems,
  aftercareItemsOf,
  type LostCase,
} from '@desk/shared/lost-device/lost-device-schemas'
import { InvalidInputError, WecomError } from '../../../kernel/app-error.ts'
import { needsPeople } from '../../../outbox/classify-failure.ts'
import { LostRefusedError } from '../lost-device-errors.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import type { CaseDeps, CaseEffectDeps } from '../cases/case-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { type CaseRow, findCase, updateCaseColumns } from '../cases/case-queries.ts'
import { advanceCase, type CaseContext, changeCase } from '../cases/change-case.ts'
import { moveCase } from '../cases/record-case.ts'
import { completeLock } from '../lock/complete-lock.ts'
import { scheduleRecoveryStep } from '../escalation/escalation-handler.ts'
import { UNLOCK_TOPIC } from '../cases/lost-topics.ts'
import { approverOrder, nextPeople, unlockersOf } from '../cases/case-approvers.ts'
import { cancelEscalation, enqueueEffect, reportersOf, enqueueCaseNotice } from '../cases/enqueue-case-jobs.ts'
import { DISABLED } from '../../../directory/member-drift.ts'

type Command = { id: RequestId; version: number }

/** Reports that the device was found or replaced: a person has to confirm the owner's identity. */
export const markDeviceFound = (deps: CaseDeps, caller: MemberActor, command: Command): Promise<LostCase> =>
  changeCase(deps, caller, { ...command, action: 'find' }, async (context) => {
    const patch = { recoveryAt: context.now, doubtedAt: null, escalationStep: 0, called: [] }
    await notifyNextActors(context, await advanceCase(context, 'find', 'recovery_asked', { patch }), 'device.recovery')
  })

/** Restarts the escalation, and stores and notifies who acts next. The actor gets no notice, since they see the case. */
async function notifyNextActors(
  { deps, tx, actor }: CaseContext,
  saved: CaseRow,
  event: 'device.recovery' | 'device.unlock',
) {
  await cancelEscalation(tx, saved.id)
  await scheduleRecoveryStep(deps, tx, saved)
  const called = await nextPeople(deps, saved)
  await updateCaseColumns(tx, saved.id, { called })
  await enqueueCaseNotice(deps, tx, saved, event, without(called, actor), String(saved.version))
}

const without = (people: readonly string[], { userid }: MemberActor): string[] =>
  people.filter((other) => !sameUserid(other, userid))

/** Confirms the owner's identity as the first of two people: by phone or face to face, never by a message to the account. */
export const confirmIdentity = (
  deps: CaseDeps,
  caller: MemberActor,
  { channel, ...command }: Command & { channel: 'phone' | 'in_person' | 'video' },
): Promise<LostCase> =>
  changeCase(deps, caller, { ...command, action: 'identify' }, async (context) => {
    const patch = { identityAt: context.now, identityBy: context.actor.userid, escalationStep: 0, called: [] }
    const saved = await advanceCase(context, 'identify', 'identity_confirmed', { patch, note: channel })
    await notifyNextActors(context, saved, 'device.unlock')
  })

/** Reports that the person is not the owner or that the identity is uncertain: the account stays locked. */
export const reportIdentityDoubt = (
  deps: CaseDeps,
  caller: MemberActor,
  { note, ...command }: Command & { note: string },
): Promise<LostCase> =>
  changeCase(deps, caller, { ...command, action: 'doubt' }, async (context) => {
    if (note === '') throw new InvalidInputError('Doubted without a reason', [{ path: 'note', code: 'reason.empty' }])
    const patch = { recoveryAt: null, identityAt: null, identityBy: null, doubtedAt: context.now }
    const saved = await advanceCase(context, 'doubt', 'identity_doubted', { patch, note: erasableText(deps, note) })
    const { deps: txDeps, tx, row, actor } = context
    await cancelEscalation(tx, saved.id)
    const [admins = []] = await approverOrder(txDeps, saved)
    const people = [...reportersOf(saved), ...row.called, ...admins, ...(await unlockersOf(txDeps, saved))]
    await enqueueCaseNotice(deps, tx, saved, 'device.doubted', without(people, actor), String(saved.version))
  })

/** Requests the unlock, as the second of two people. */
export const unlockCase = (deps: CaseDeps, caller: MemberActor, command: Command): Promise<LostCase> =>
  changeCase(deps, caller, { ...command, action: 'unlock' }, async (context) => {
    const patch = { unlockBy: context.actor.userid, trouble: null, escalationStep: 0, called: [] }
    const saved = await advanceCase(context, 'unlock', 'unlock_ordered', { patch })
    await cancelEscalation(context.tx, saved.id)
    await scheduleRecoveryStep(deps, context.tx, saved)
    await enqueueEffect(deps, context.tx, UNLOCK_TOPIC, saved)
  })

/** Records which aftercare was done; the last item closes the case. */
export const recordAftercare = (
  deps: CaseDeps,
  caller: MemberActor,
  { done, ...command }: Command & { done: readonly AftercareItem[] },
): Promise<LostCase> =>
  changeCase(deps, caller, { ...command, action: 'close' }, async (context) => {
    const { tx, row, actor, now } = context
    const aftercare = aftercareItems.filter((item) => done.includes(item) || row.aftercare.includes(item))
    const isLast = aftercareItemsOf({ isPlanned: row.why === 'planned' }).every((item) => aftercare.includes(item))
    if (isLast) return advanceCase(context, 'close', 'lost_closed', { patch: { aftercare, endedAt: now } })
    return moveCase(deps, tx, row, { aftercare }, 'aftercare_done', { actor })
  })

/**
 * Confirms a lock made in the console, because the app lacks the contacts secret or WeCom refused permanently. It takes two
 * people. If WeCom's status can be read, that decides, whatever they state; if the app may not read it, the case shows that it
 * rests on their word.
 *
 * @throws LostRefusedError `same_person` when the same person confirms again, `still_enabled` when WeCom shows no lock
 * @throws WecomError when the read failed and may succeed later
 */
export async function confirmManualLock(
  deps: CaseEffectDeps,
  caller: MemberActor,
  command: Command,
): Promise<LostCase> {
  const status = await readStatus(deps, command.id)
  return changeCase(deps, caller, { ...command, action: 'attest' }, async (context) => {
    const { tx, row, actor, now } = context
    if (row.attestedBy === null)
      return moveCase(deps, tx, row, { attestedBy: actor.userid }, 'lock_attested', { actor })
    if (sameUserid(row.attestedBy, actor.userid)) throw new LostRefusedError('same_person')
    if (status === 'unread') throw new WecomError('The state of the account cannot be read')
    if (status !== null && status !== DISABLED) throw new LostRefusedError('still_enabled')
    const proof = status === DISABLED ? 'read_back' : 'word'
    const patch = { confirmedAt: now, proof, trouble: null } as const
    return completeLock(deps, tx, await advanceCase(context, 'confirm', 'lock_confirmed', { patch, note: proof }))
  })
}

/** Returns the status in WeCom; null when the app sees none, and `unread` after a failure that is temporary. */
async function readStatus({ db, wecom }: Pick<Deps, 'db' | 'wecom'>, id: RequestId): Promise<number | null | 'unread'> {
  const row = await findCase(db, id)
  if (row?.phase !== 'lock_failed' || row.attestedBy === null) return null
  return wecom.findMember(row.subjectId).then(
    (member) => member?.status ?? null,
    (error: unknown) => {
      if (error instanceof WecomError) return needsPeople(error) ? null : 'unread'
      throw error
    },
  )
}

/** Marks the report as false. The mark stays with the case and is shown to its subject. */
export const markFalseReport = (deps: CaseDeps, caller: MemberActor, command: Command): Promise<LostCase> =>
  changeCase(deps, caller, { ...command, action: 'mark_false' }, ({ tx, row, actor }) =>
    moveCase(deps, tx, row, { isFalse: true }, 'lost_false', { actor }),
  )
