import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { LostAmendment, LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { ChangedMeanwhileError } from '../../requests/request-errors.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { LostRefusedError } from '../lost-device-errors.ts'
import type { Tx } from '../../../db/database.ts'
import { typed } from '../../../kernel/audit/erasable-text.ts'
import type { CaseDeps, CaseStepDeps } from '../cases/case-deps.ts'
import { findLockRefusal } from '../report/lock-refusal.ts'
import { changeCase, type Step } from '../cases/change-case.ts'
import { approverOrder, callList } from '../cases/case-approvers.ts'
import { requestLock } from '../lock/request-lock.ts'
import { EXPOSURE_TOPIC } from '../cases/lost-topics.ts'
import { cancelEscalation, enqueueEffect, reportersOf, tell } from '../cases/enqueue-case-jobs.ts'
import { findSubject } from '../cases/member-views.ts'
import { AHEAD_MS } from '../report/report-lost.ts'

type Decision = {
  id: RequestId
  /** What was on screen, or on the card. */
  version: number | null
  seenHash?: string
  decision: 'lock' | 'dismiss'
  note: string
}

/** A colleague's report, looked at by somebody who answers for the person: locked, or rejected with a reason. */
export const decideCase = (deps: CaseDeps, actor: MemberActor, given: Decision): Promise<LostCase> =>
  changeCase(deps, actor, { id: given.id, action: 'decide', version: given.version }, async ({ tx, row, now }) => {
    if (given.seenHash !== undefined && given.seenHash !== row.seenHash)
      throw new ChangedMeanwhileError({ current: null })
    if (given.decision === 'dismiss') return dismissal(deps, tx, { actor, given, now })
    const within = { ...deps, db: tx }
    if (!(await findSubject(tx, row.subjectId))) throw new LostRefusedError('nobody')
    const refusal = await findLockRefusal(within, row.subjectId, actor.userid)
    if (refusal) throw new LostRefusedError(refusal)
    return {
      command: null,
      type: 'lost_upheld',
      details: given.note === '' ? {} : { note: typed(deps, given.note) },
      follow: (saved) => requestLock(deps, tx, saved, { actor, userid: actor.userid }),
    }
  })

type Dismissal = { actor: MemberActor; given: Decision; now: Date }

/** A card has no room for a reason; the page asks for one. */
function dismissal(deps: CaseStepDeps, tx: Tx, { actor, given, now }: Dismissal): Step {
  const isFromCard = given.seenHash !== undefined
  if (given.note === '' && !isFromCard)
    throw new InvalidInputError('Rejected without a reason', [{ path: 'note', code: 'reason.empty' }])
  return {
    command: 'dismiss',
    type: 'lost_dismissed',
    patch: { endedAt: now, orderedBy: actor.userid },
    details: given.note === '' ? { cause: 'card' } : { note: typed(deps, given.note) },
    async follow(saved) {
      await cancelEscalation(tx, saved.id)
      await tell(deps, tx, saved, 'device.dismissed', reportersOf(saved))
      // Afterwards he hears who it was.
      if (await findSubject(tx, saved.subjectId)) await tell(deps, tx, saved, 'device.not_locked', [saved.subjectId])
    },
  }
}

/**
 * "This was not me": pressed by its owner, or by whoever found the phone. So it stops nothing: ops hear of it, and the
 * department admin is asked to call. Source: domain I-5.
 */
export const contestCase = (
  deps: CaseDeps,
  actor: MemberActor,
  order: { id: RequestId; version: number },
): Promise<LostCase> =>
  changeCase(deps, actor, { ...order, version: null, action: 'contest' }, async ({ tx, row, now }) => {
    // Said once; whoever holds the phone fills no records by saying it again.
    if (row.contestedAt !== null) return null
    return {
      command: null,
      type: 'lost_contested',
      patch: { contestedAt: now },
      async follow(saved) {
        const within = { ...deps, db: tx }
        const [admins = []] = await approverOrder(within, saved)
        const { order: onCall, leads } = await callList(within, saved)
        await tell(deps, tx, saved, 'device.contested', [...admins, ...onCall, ...leads])
      },
    }
  })

/** Nothing has to be said before the lock: added, or corrected, afterwards. What is not said stays as it is. */
export const amendCase = (
  deps: CaseDeps,
  actor: MemberActor,
  { id, why, lastSeenAt, note }: LostAmendment & { id: RequestId },
): Promise<LostCase> =>
  changeCase(deps, actor, { id, version: null, action: 'amend' }, async ({ tx, row, now }) => {
    if (lastSeenAt !== null && Date.parse(lastSeenAt) > now.getTime() + AHEAD_MS)
      throw new InvalidInputError('Last seen in the future', [{ path: 'lastSeenAt', code: 'day.past' }])
    const said = { ...(why === null ? {} : { why }), ...(note === '' ? {} : { note }) }
    if (lastSeenAt === null) return { command: null, type: 'lost_amended', patch: said }
    const before = row.isLastSeenStated ? row.lastSeenAt.toISOString() : 'unstated'
    return {
      command: null,
      type: 'lost_amended',
      patch: { ...said, lastSeenAt: new Date(lastSeenAt), isLastSeenStated: true, exposure: null },
      details: { note: `${before} → ${lastSeenAt}` },
      // What happened in between is asked anew: the span is another one.
      follow: async (saved) =>
        saved.confirmedAt === null ? undefined : enqueueEffect(deps, tx, EXPOSURE_TOPIC, saved),
    }
  })
