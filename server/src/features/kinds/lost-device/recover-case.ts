import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid, type RequestId } from '@desk/shared/kernel/ids'
import type { AftercareItem, LostCase } from '@desk/shared/requests/kinds/lost-device-schemas'
import { aftercareItems } from '@desk/shared/requests/kinds/lost-device-schemas'
import { LostRefusedError } from '../../../kernel/app-error.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { holdersOf } from './case-queries.ts'
import { changeCase, type Step } from './change-case.ts'
import { UNLOCK_TOPIC } from './lost-topics.ts'
import { askOrder } from './next-people.ts'
import { endLadder, oweEffect, tell } from './owe.ts'

type Order = { id: RequestId; version: number }

/** Found, or replaced: somebody has to make sure that it is he. */
export const findDevice = (deps: EngineDeps, actor: MemberActor, order: Order): Promise<LostCase> =>
  changeCase(deps, actor, { ...order, action: 'find' }, async ({ tx, now }) => ({
    command: 'find',
    type: 'recovery_asked',
    patch: { recoveryAt: now },
    async follow(saved) {
      const [people = []] = await askOrder({ ...deps, db: tx }, saved)
      await tell(deps, tx, saved, 'device.recovery', people, String(saved.version))
    },
  }))

/** The first of two people: by telephone or face to face, never by a message to the account. */
export const confirmIdentity = (
  deps: EngineDeps,
  actor: MemberActor,
  { channel, ...order }: Order & { channel: 'phone' | 'in_person' | 'video' },
): Promise<LostCase> =>
  changeCase(deps, actor, { ...order, action: 'identify' }, async ({ tx, now }) => ({
    command: 'identify',
    type: 'identity_confirmed',
    patch: { identityAt: now, identityBy: actor.userid },
    details: { note: channel },
    async follow(saved) {
      const ops = await holdersOf({ ...deps, db: tx }, ['ops', 'ops_lead'])
      const others = ops.filter((userid) => ![actor.userid, saved.subjectId].some((one) => sameUserid(one, userid)))
      await tell(deps, tx, saved, 'device.unlock', others, String(saved.version))
    },
  }))

/** It was not he, or nobody is sure: the lock stays. */
export const doubtIdentity = (deps: EngineDeps, actor: MemberActor, order: Order): Promise<LostCase> =>
  changeCase(deps, actor, { ...order, action: 'doubt' }, async () => ({
    command: 'doubt',
    type: 'identity_doubted',
    patch: { recoveryAt: null, identityAt: null, identityBy: null },
  }))

/** The second of two people. */
export const unlockCase = (deps: EngineDeps, actor: MemberActor, order: Order): Promise<LostCase> =>
  changeCase(deps, actor, { ...order, action: 'unlock' }, async ({ tx }) => ({
    command: 'unlock',
    type: 'unlock_ordered',
    patch: { unlockBy: actor.userid, trouble: null, attempts: 0 },
    follow: (saved) => oweEffect(deps, tx, UNLOCK_TOPIC, saved),
  }))

/** What is to be done by hand afterwards; with the last of it the case is closed. */
export const careAfter = (
  deps: EngineDeps,
  actor: MemberActor,
  { done, ...order }: Order & { done: readonly AftercareItem[] },
): Promise<LostCase> =>
  changeCase(deps, actor, { ...order, action: 'close' }, async ({ row, now }): Promise<Step> => {
    const all = aftercareItems.filter((item) => done.includes(item) || row.aftercare.includes(item))
    const isLast = all.length === aftercareItems.length
    return {
      command: isLast ? 'close' : null,
      type: isLast ? 'lost_closed' : 'aftercare_done',
      patch: { aftercare: all, ...(isLast ? { endedAt: now } : {}) },
    }
  })

/**
 * Without the contacts secret, or refused for good: done in the console, by somebody's word. WeCom's own word comes
 * first where it can be had; else a second person says so too, and the case says that it is a word.
 */
export const attestLock = (deps: EngineDeps, actor: MemberActor, order: Order): Promise<LostCase> =>
  changeCase(deps, actor, { ...order, action: 'attest' }, async ({ tx, row, now }): Promise<Step> => {
    if (row.attestedBy === null) return { command: null, type: 'lock_attested', patch: { attestedBy: actor.userid } }
    if (sameUserid(row.attestedBy, actor.userid)) throw new LostRefusedError('same_person')
    return {
      command: 'prove',
      type: 'lock_confirmed',
      patch: { confirmedAt: now, proof: 'word', trouble: null },
      details: { note: 'word' },
      async follow(saved) {
        await endLadder(tx, saved.id)
        const [admins = []] = await askOrder({ ...deps, db: tx }, saved)
        const ops = await holdersOf({ ...deps, db: tx }, ['ops', 'ops_lead'])
        await tell(deps, tx, saved, 'device.locked', [saved.reporterId, ...admins, ...ops])
      },
    }
  })

/** Kept with the case, and shown to whom it was about. */
export const markFalse = (deps: EngineDeps, actor: MemberActor, order: Order): Promise<LostCase> =>
  changeCase(deps, actor, { ...order, action: 'mark_false' }, async () => ({
    command: null,
    type: 'lost_false',
    patch: { isFalse: true },
  }))
