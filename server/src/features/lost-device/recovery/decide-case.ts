import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { LostAmendment, LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { ChangedMeanwhileError } from '../../requests/request-errors.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { LostRefusedError } from '../lost-device-errors.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { findLockRefusal } from '../report/lock-refusal.ts'
import { advanceCase, type CaseContext, changeCase } from '../cases/change-case.ts'
import { approverOrder, callList } from '../cases/case-approvers.ts'
import { requestLock } from '../lock/request-lock.ts'
import { EXPOSURE_TOPIC } from '../cases/lost-topics.ts'
import { cancelEscalation, enqueueEffect, reportersOf, enqueueCaseNotice } from '../cases/enqueue-case-jobs.ts'
import { findSubject } from '../cases/member-views.ts'
import { moveCase } from '../cases/record-case.ts'
import { requireSeenBefore } from '../report/report-lost.ts'

type Decision = {
  id: RequestId
  version: number | null
  /** From a card: hash of the content that it showed. */
  seenHash?: string
  decision: 'lock' | 'dismiss'
  note: string
}

/** Decides a colleague's report, as a person responsible for the subject: locks the account or rejects with a reason. */
export const decideCase = (deps: CaseDeps, caller: MemberActor, decision: Decision): Promise<LostCase> =>
  changeCase(deps, caller, { id: decision.id, action: 'decide', version: decision.version }, async (context) => {
    const { tx, row, actor } = context
    if (decision.seenHash !== undefined && decision.seenHash !== row.seenHash)
      throw new ChangedMeanwhileError({ current: null })
    if (decision.decision === 'dismiss') return dismiss(context, decision)
    if (!(await findSubject(tx, row.subjectId))) throw new LostRefusedError('nobody')
    const refusal = await findLockRefusal(context.deps, row.subjectId, actor.userid)
    if (refusal) throw new LostRefusedError(refusal)
    const details = decision.note === '' ? {} : { note: erasableText(deps, decision.note) }
    const saved = await moveCase(deps, tx, row, {}, 'lost_upheld', { actor, ...details })
    return requestLock(deps, tx, saved, { actor, userid: actor.userid })
  })

/** Rejects a report. The page requires a reason; a card has no field for one. */
async function dismiss(context: CaseContext, { seenHash, note }: Decision): Promise<void> {
  const { deps, tx, actor, now } = context
  if (note === '' && seenHash === undefined)
    throw new InvalidInputError('Rejected without a reason', [{ path: 'note', code: 'reason.empty' }])
  const saved = await advanceCase(context, 'dismiss', 'lost_dismissed', {
    patch: { endedAt: now, orderedBy: actor.userid },
    ...(note === '' ? { cause: 'card' } : { note: erasableText(deps, note) }),
  })
  await cancelEscalation(tx, saved.id)
  await enqueueCaseNotice(deps, tx, saved, 'device.dismissed', reportersOf(saved))
  // The subject learns who reported them now that the review is over.
  if (await findSubject(tx, saved.subjectId))
    await enqueueCaseNotice(deps, tx, saved, 'device.not_locked', [saved.subjectId])
}

/**
 * Contests a report about the caller. The actor may be the owner or a finder of the phone, so it stops nothing: ops are
 * notified and the department admin has to call.
 */
export const contestCase = (
  deps: CaseDeps,
  caller: MemberActor,
  command: { id: RequestId; version: number },
): Promise<LostCase> =>
  changeCase(deps, caller, { ...command, version: null, action: 'contest' }, async (context) => {
    const { tx, row, actor, now } = context
    // Recorded once, so that a finder of the phone cannot fill the records.
    if (row.contestedAt !== null) return
    const saved = await moveCase(deps, tx, row, { contestedAt: now }, 'lost_contested', { actor })
    const [admins = []] = await approverOrder(context.deps, saved)
    const { order, leads } = await callList(context.deps, saved)
    await enqueueCaseNotice(deps, tx, saved, 'device.contested', [...admins, ...order, ...leads])
  })

/** Amends a report, whose details may be missing or wrong. Fields without a value stay unchanged. */
export const amendCase = (
  deps: CaseDeps,
  caller: MemberActor,
  { id, why, lastSeenAt, note }: LostAmendment & { id: RequestId },
): Promise<LostCase> =>
  changeCase(deps, caller, { id, version: null, action: 'amend' }, async ({ tx, row, actor, now }) => {
    requireSeenBefore(now, lastSeenAt)
    const patch = { ...(why === null ? {} : { why }), ...(note === '' ? {} : { note }) }
    if (lastSeenAt === null) return moveCase(deps, tx, row, patch, 'lost_amended', { actor })
    const seen = { lastSeenAt: new Date(lastSeenAt), isLastSeenStated: true, exposure: null }
    const before = row.isLastSeenStated ? row.lastSeenAt.toISOString() : 'unstated'
    const details = { actor, note: `${before} → ${lastSeenAt}` }
    const saved = await moveCase(deps, tx, row, { ...patch, ...seen }, 'lost_amended', details)
    // The period has changed: read its sign-ins again.
    return saved.confirmedAt === null ? undefined : enqueueEffect(deps, tx, EXPOSURE_TOPIC, saved)
  })
