import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid, type RequestId } from '@desk/shared/kernel/ids'
import type { AftercareItem, LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { aftercareItems, careItemsOf } from '@desk/shared/lost-device/lost-device-schemas'
import { InvalidInputError, WecomError } from '../../../kernel/app-error.ts'
import { LostRefusedError } from '../lost-device-errors.ts'
import type { Tx } from '../../../db/database.ts'
import { typed } from '../../../kernel/audit/erasable-text.ts'
import type { CaseDeps, CaseEffectDeps, CaseStepDeps } from '../cases/case-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { unlockersOf } from '../cases/case-facts.ts'
import { type CaseRow, findCase, noteOnCase } from '../cases/case-queries.ts'
import { changeCase, type Step } from '../cases/change-case.ts'
import { concludeLock } from '../lock/complete-lock.ts'
import { scheduleRecoveryStep } from '../escalation/escalation-handler.ts'
import { UNLOCK_TOPIC } from '../cases/lost-topics.ts'
import { approverOrder, nextPeople } from '../cases/case-approvers.ts'
import { cancelEscalation, enqueueEffect, reportersOf, tell } from '../cases/enqueue-case-jobs.ts'

const DISABLED = 2

type Command = { id: RequestId; version: number }

/** Found, or replaced: somebody has to make sure that it is he. */
export const findDevice = (deps: CaseDeps, actor: MemberActor, command: Command): Promise<LostCase> =>
  changeCase(deps, actor, { ...command, action: 'find' }, async ({ tx, now }) => ({
    command: 'find',
    type: 'recovery_asked',
    patch: { recoveryAt: now, doubtedAt: null, rung: 0, called: [] },
    async follow(saved) {
      await cancelEscalation(tx, saved.id)
      await scheduleRecoveryStep(deps, tx, saved)
      await ask(deps, tx, saved, 'device.recovery', actor)
    },
  }))

type Question = 'device.recovery' | 'device.unlock'

/** Whoever acts next; kept, so that whoever joins them later is told, too. Whoever pressed has it on the screen. */
async function ask(deps: CaseStepDeps, tx: Tx, row: CaseRow, event: Question, by: MemberActor): Promise<void> {
  const people = await nextPeople({ ...deps, db: tx }, row)
  await noteOnCase(tx, row.id, { called: people })
  await tell(deps, tx, row, event, others(people, by), String(row.version))
}

const others = (people: readonly string[], { userid }: MemberActor): string[] =>
  people.filter((other) => !sameUserid(other, userid))

/** The first of two people: by telephone or face to face, never by a message to the account. */
export const confirmIdentity = (
  deps: CaseDeps,
  actor: MemberActor,
  { channel, ...command }: Command & { channel: 'phone' | 'in_person' | 'video' },
): Promise<LostCase> =>
  changeCase(deps, actor, { ...command, action: 'identify' }, async ({ tx, now }) => ({
    command: 'identify',
    type: 'identity_confirmed',
    patch: { identityAt: now, identityBy: actor.userid, rung: 0, called: [] },
    details: { note: channel },
    async follow(saved) {
      await cancelEscalation(tx, saved.id)
      await scheduleRecoveryStep(deps, tx, saved)
      await ask(deps, tx, saved, 'device.unlock', actor)
    },
  }))

/** It is not the owner, or nobody is sure: the lock stays, and whoever waited or may act next hears of it. */
export const reportIdentityDoubt = (
  deps: CaseDeps,
  actor: MemberActor,
  { note, ...command }: Command & { note: string },
): Promise<LostCase> =>
  changeCase(deps, actor, { ...command, action: 'doubt' }, async ({ tx, row, now }) => {
    if (note === '') throw new InvalidInputError('Doubted without a reason', [{ path: 'note', code: 'reason.empty' }])
    return {
      command: 'doubt',
      type: 'identity_doubted',
      patch: { recoveryAt: null, identityAt: null, identityBy: null, doubtedAt: now },
      details: { note: typed(deps, note) },
      async follow(saved) {
        await cancelEscalation(tx, saved.id)
        const within = { ...deps, db: tx }
        const [admins = []] = await approverOrder(within, saved)
        const people = [...reportersOf(saved), ...row.called, ...admins, ...(await unlockersOf(within, saved))]
        await tell(deps, tx, saved, 'device.doubted', others(people, actor), String(saved.version))
      },
    }
  })

/** The second of two people. */
export const unlockCase = (deps: CaseDeps, actor: MemberActor, command: Command): Promise<LostCase> =>
  changeCase(deps, actor, { ...command, action: 'unlock' }, async ({ tx }) => ({
    command: 'unlock',
    type: 'unlock_ordered',
    patch: { unlockBy: actor.userid, trouble: null },
    async follow(saved) {
      await cancelEscalation(tx, saved.id)
      await enqueueEffect(deps, tx, UNLOCK_TOPIC, saved)
    },
  }))

/** What is to be done by hand afterwards; with the last of it the case is closed. */
export const recordAftercare = (
  deps: CaseDeps,
  actor: MemberActor,
  { done, ...command }: Command & { done: readonly AftercareItem[] },
): Promise<LostCase> =>
  changeCase(deps, actor, { ...command, action: 'close' }, async ({ row, now }): Promise<Step> => {
    const all = aftercareItems.filter((item) => done.includes(item) || row.aftercare.includes(item))
    const isLast = careItemsOf({ isPlanned: row.why === 'planned' }).every((item) => all.includes(item))
    return {
      command: isLast ? 'close' : null,
      type: isLast ? 'lost_closed' : 'aftercare_done',
      patch: { aftercare: all, ...(isLast ? { endedAt: now } : {}) },
    }
  })

/**
 * Without the contacts secret, or refused for good: done in the console, by somebody's word. WeCom's own word comes first:
 * where it can be read, the case closes by what is read, and no word goes against it. Where nothing can be read a second
 * person says so too, and the case says that it is a word.
 */
export async function confirmManualLock(deps: CaseEffectDeps, actor: MemberActor, command: Command): Promise<LostCase> {
  const status = await readStatus(deps, command.id)
  return changeCase(deps, actor, { ...command, action: 'attest' }, async ({ tx, row, now }): Promise<Step> => {
    if (row.attestedBy === null) return { command: null, type: 'lock_attested', patch: { attestedBy: actor.userid } }
    if (sameUserid(row.attestedBy, actor.userid)) throw new LostRefusedError('same_person')
    if (status !== null && status !== DISABLED) throw new LostRefusedError('still_enabled')
    const proof = status === DISABLED ? 'read_back' : 'word'
    return {
      command: 'prove',
      type: 'lock_confirmed',
      patch: { confirmedAt: now, proof, trouble: null },
      details: { note: proof },
      follow: (saved) => concludeLock(deps, tx, saved),
    }
  })
}

/** Null: nobody can say, neither that it is locked nor that it is not. */
async function readStatus({ db, wecom }: Pick<Deps, 'db' | 'wecom'>, id: RequestId): Promise<number | null> {
  const row = await findCase(db, id)
  if (row?.phase !== 'lock_failed' || row.attestedBy === null) return null
  return wecom.findMember(row.subjectId).then(
    (member) => member?.status ?? null,
    (error: unknown) => {
      if (error instanceof WecomError) return null
      throw error
    },
  )
}

/** Kept with the case, and shown to whom it was about. */
export const markFalse = (deps: CaseDeps, actor: MemberActor, command: Command): Promise<LostCase> =>
  changeCase(deps, actor, { ...command, action: 'mark_false' }, async () => ({
    command: null,
    type: 'lost_false',
    patch: { isFalse: true },
  }))
