import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { LostCase } from '@desk/shared/requests/kinds/lost-device-schemas'
import { CaseMovedError, LostRefusedError } from '../../../kernel/app-error.ts'
import { findMemberRow } from '../../../kernel/members-queries.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { protectionOf } from './brakes.ts'
import { changeCase } from './change-case.ts'
import { askOrder, callList } from './next-people.ts'
import { orderLock } from './order-lock.ts'
import { EXPOSURE_TOPIC } from './lost-topics.ts'
import { closeReviewCards, endLadder, oweEffect, tell } from './owe.ts'

type Decision = {
  id: RequestId
  /** What was on screen, or on the card. */
  version: number | null
  seenHash?: string
  decision: 'lock' | 'dismiss'
  note: string
}

/** A colleague's report, looked at by somebody who answers for the person: locked, or rejected with a reason. */
export const decideCase = (deps: EngineDeps, actor: MemberActor, given: Decision): Promise<LostCase> =>
  changeCase(deps, actor, { id: given.id, action: 'decide', version: given.version }, async ({ tx, row, now }) => {
    if (given.seenHash !== undefined && given.seenHash !== row.seenHash) throw new CaseMovedError(null)
    const details = given.note === '' ? {} : { note: given.note }
    if (given.decision === 'dismiss')
      return {
        command: 'dismiss',
        type: 'lost_dismissed',
        patch: { endedAt: now, orderedBy: actor.userid },
        details,
        async follow(saved) {
          await endLadder(tx, saved.id)
          await closeReviewCards(deps, tx, saved.id)
          await tell(deps, tx, saved, 'device.dismissed', [saved.reporterId])
        },
      }
    const within = { ...deps, db: tx }
    if (!(await findMemberRow(tx, row.subjectId))) throw new LostRefusedError('nobody')
    const refusal = await protectionOf(within, row.subjectId, actor.userid)
    if (refusal) throw new LostRefusedError(refusal)
    return {
      command: null,
      type: 'lost_upheld',
      details,
      follow: (saved) => orderLock(deps, tx, saved, { actor, userid: actor.userid }),
    }
  })

/**
 * "This was not me": pressed by its owner, or by whoever found the phone. So it stops nothing: ops hear of it, and the
 * department admin is asked to call. Source: domain I-5.
 */
export const contestCase = (
  deps: EngineDeps,
  actor: MemberActor,
  order: { id: RequestId; version: number },
): Promise<LostCase> =>
  changeCase(deps, actor, { ...order, version: null, action: 'contest' }, async ({ tx, row, now }) => ({
    command: null,
    type: 'lost_contested',
    patch: { contestedAt: row.contestedAt ?? now },
    async follow(saved) {
      const within = { ...deps, db: tx }
      const [admins = []] = await askOrder(within, saved)
      const { order: onCall, leads } = await callList(within, saved)
      await tell(deps, tx, saved, 'device.contested', [...admins, ...onCall, ...leads])
    },
  }))

/** Last seen and reason were prefilled, so that nothing stood between the tap and the lock: corrected afterwards. */
export const amendCase = (
  deps: EngineDeps,
  actor: MemberActor,
  given: { id: RequestId; version: number; why: 'lost' | 'stolen'; lastSeenAt: string; note: string },
): Promise<LostCase> =>
  changeCase(deps, actor, { id: given.id, version: null, action: 'amend' }, async ({ tx, row }) => ({
    command: null,
    type: 'lost_amended',
    patch: { why: given.why, lastSeenAt: new Date(given.lastSeenAt), note: given.note, exposure: null },
    details: { note: `${row.lastSeenAt.toISOString()} → ${given.lastSeenAt}` },
    // What happened in between is asked anew: the span is another one.
    follow: async (saved) => (saved.confirmedAt === null ? undefined : oweEffect(deps, tx, EXPOSURE_TOPIC, saved)),
  }))
