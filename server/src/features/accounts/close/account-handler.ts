import { advanceClosing, isHandingOver } from '@desk/shared/accounts/close/closing-flow'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { ClosingId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { upsertMember } from '../../../access/actor-queries.ts'
import { DISABLED } from '../../../directory/member-drift.ts'
import { markMembersLeft } from '../../../directory/sync-members-queries.ts'
import { isSuspendedForOtherCause } from '../../../directory/suspension-queries.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { hasSecondWriter } from '../../../kernel/second-writer-setting.ts'
import { needsPeople } from '../../../outbox/classify-failure.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import { type Checkpoint, type JobHandler, noWrites, type ResultWrites } from '../../../outbox/run-job.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import { applyHandover, settleGroups } from './apply-handover.ts'
import type { ClosingEffectDeps } from './closing-deps.ts'
import { hrFor, notifyOfClosing, opsFor } from './closing-notices.ts'
import { type ClosingRow, listItems, lockClosing, patchClosing, requireClosing } from './closing-queries.ts'
import { endOffers } from './handover-offers.ts'
import { planAccessJobs } from './jobs/access-handler.ts'
import { moveClosing, recordClosing } from './record-closing.ts'

const RETRY_MS = 5_000
const MANUAL_CHECK_MS = 30_000
/** A sync that shows the member again makes the job due at once. */
const NOT_VISIBLE_MS = 30 * MINUTE_MS
/** How long the change of group owners may delay the disabling. After it the account is disabled; the change goes on. */
const GROUPS_MS = 10 * MINUTE_MS
/** After this time without verification the command is sent again. It sets a state, so that a repetition does no harm. */
const SEND_AGAIN_MS = 30_000
/** WeCom's code: the userid does not exist. */
const UNKNOWN_USERID = 60111

/**
 * Brings the account in WeCom to what the closing's phase says: disabled, enabled again, or deleted. The phase ends when
 * a read shows it, not when a call is accepted. Without the contacts secret, or after a permanent refusal, people make the
 * change in the console, and the read ends the phase. The command is sent also to an account that the app does not see.
 */
export const closingAccountHandler = (deps: ClosingEffectDeps): JobHandler => ({
  retryEveryMs: RETRY_MS,
  async handle(job, checkpoint) {
    const row = await requireClosing(deps.db, closingIdOf(job.payload))
    if (targets[row.phase as keyof typeof targets] === undefined) return noWrites
    if (row.phase === 'disabling') await awaitGroups(deps, row, checkpoint)
    try {
      return await changeAndRead(deps, row, checkpoint)
    } catch (error) {
      // An app that may not read the account may still be allowed to disable it.
      if (row.phase !== 'disabling' || !needsPeople(error)) throw error
      const { triedAt, trouble } = await requireClosing(deps.db, row.id)
      await send(deps, { row: { ...row, triedAt, trouble }, isVisible: false }, checkpoint)
      throw new JobDeferredError('not_readable', inMs(deps, MANUAL_CHECK_MS))
    }
  },
  async isDone(job) {
    const row = await requireClosing(deps.db, closingIdOf(job.payload))
    const isReached = targets[row.phase as keyof typeof targets]
    if (isReached === undefined) return null
    const member = await deps.wecom.findMember(row.subjectId)
    if (member) return isReached(member)
    return row.phase === 'deleting' && (await deps.wecom.hasAccount(row.subjectId)) === false
  },
  async onRetry(tx, job, { cause }) {
    const row = await lockClosing(tx, closingIdOf(job.payload))
    // People were asked to make the change in the console: another failure of the app does not alter that.
    if (!row || row.trouble === cause || row.trouble === BY_HAND) return
    await patchClosing(tx, row.id, { trouble: cause })
    await recordClosing(deps, tx, row, 'retried', { note: cause })
  },
})

async function changeAndRead(deps: ClosingEffectDeps, row: ClosingRow, checkpoint: Checkpoint): Promise<ResultWrites> {
  const isReached = targets[row.phase as keyof typeof targets]
  const before = await deps.wecom.findMember(row.subjectId)
  if (before && isReached(before)) return (tx) => complete(deps, tx, row, before)
  const isKnown = await send(deps, { row, isVisible: before !== null }, checkpoint)
  const after = await deps.wecom.findMember(row.subjectId)
  deps.failPoints.hit('closing.read_back')
  if (after && isReached(after)) return (tx) => complete(deps, tx, row, after)
  if (after === null) return settleUnread(deps, row, { isKnown, checkpoint })
  throw new JobDeferredError('not_verified', inMs(deps, row.trouble === BY_HAND ? MANUAL_CHECK_MS : RETRY_MS))
}

/** The status of the member in WeCom that ends each phase. A deleted member is no longer shown. */
const targets = {
  disabling: ({ status }: WecomMember) => status === DISABLED,
  enabling: ({ status }: WecomMember) => status !== DISABLED,
  deleting: () => false,
} as const

/** Trouble codes: people make the change in the console; the app cannot read the account. */
const BY_HAND = 'by_hand'
const NOT_VISIBLE = 'not_visible'

const inMs = ({ clock }: Pick<ClosingEffectDeps, 'clock'>, ms: number) => new Date(clock.now().getTime() + ms)

/** Waits until the groups have their new owners, since WeCom chooses one itself when the owner is gone. */
async function awaitGroups(deps: ClosingEffectDeps, row: ClosingRow, checkpoint: Checkpoint): Promise<void> {
  let pending = 0
  await checkpoint(async (tx) => {
    pending = (await settleGroups(tx, row, await listItems(tx, [row.id]))).length
  })
  const startedAt = row.startedAt ?? deps.clock.now()
  const mayWait = row.kind !== 'emergency' && deps.clock.now().getTime() - startedAt.getTime() < GROUPS_MS
  if (pending > 0 && mayWait) throw new JobDeferredError('groups', inMs(deps, RETRY_MS))
}

/**
 * Calls WeCom; the attempt is stored before the call. Returns whether WeCom knows the account; null: nothing was sent, or
 * people make the change in the console.
 */
async function send(
  deps: ClosingEffectDeps,
  { row, isVisible }: { row: ClosingRow; isVisible: boolean },
  checkpoint: Checkpoint,
): Promise<boolean | null> {
  const { phase, subjectId, triedAt } = row
  if (triedAt !== null && deps.clock.now().getTime() - triedAt.getTime() < SEND_AGAIN_MS) return null
  // WeCom accepted an earlier call, and no read can tell whether it has to be repeated.
  if (!isVisible && row.trouble === NOT_VISIBLE) return null
  // Another system may create a deleted account again, so a deletion is left to people; disabling cannot wait for them.
  const isLeftToPeople = phase === 'deleting' && (await hasSecondWriter(deps.db))
  if (!deps.site.hasContactsSecret || isLeftToPeople) {
    await checkpoint((tx) => requireManual(deps, tx, row))
    return null
  }
  await checkpoint((tx) => recordAttempt(deps, tx, row))
  deps.failPoints.hit('closing.intent_stored')
  try {
    if (phase === 'deleting') await deps.wecom.deleteMember(subjectId)
    else await deps.wecom.setMemberEnabled(subjectId, phase === 'enabling')
  } catch (error) {
    if (error instanceof WecomRefusedError && error.errcode === UNKNOWN_USERID && (phase === 'deleting' || !isVisible))
      return false
    if (!needsPeople(error)) throw error
    // The next attempt would fail in the same way: people make the change in the console, and the status check continues.
    await checkpoint((tx) => requireManual(deps, tx, row))
    return null
  }
  deps.failPoints.hit('closing.called')
  return true
}

/**
 * Settles a phase whose account the app cannot read. The phase ends when the account does not exist: when it is not in the
 * company's list of userids, or, where that list cannot be read, when the answer to the command shows it or
 * people were asked to do it. An account that exists outside the visible range stays in its phase until it is visible again.
 */
async function settleUnread(
  deps: ClosingEffectDeps,
  row: ClosingRow,
  { isKnown, checkpoint }: { isKnown: boolean | null; checkpoint: Checkpoint },
): Promise<ResultWrites> {
  const isDeleting = row.phase === 'deleting'
  // While WeCom refuses the secret for this list, nothing tells whether people deleted the account: that is recorded later.
  const exists = await deps.wecom.hasAccount(row.subjectId)
  const isAnswered = isKnown === false || (isDeleting && isKnown === true) || row.trouble === BY_HAND
  if (exists === false || (exists === null && isAnswered))
    return isDeleting ? (tx) => complete(deps, tx, row, null) : (tx) => recordGone(deps, tx, row)
  // WeCom lists the member but refuses the command as for an unknown one.
  if (isKnown === false && !isDeleting) await checkpoint((tx) => requireManual(deps, tx, row))
  else if (isKnown === true && !isDeleting) await checkpoint((tx) => recordNotVisible(deps, tx, row))
  const isWaiting = row.trouble === NOT_VISIBLE || (isKnown === true && !isDeleting)
  throw new JobDeferredError('not_visible', inMs(deps, isWaiting ? NOT_VISIBLE_MS : MANUAL_CHECK_MS))
}

/** Locks the closing; throws when its phase changed, or an account to be enabled is suspended for another cause. */
async function lockUnchanged(
  deps: ClosingEffectDeps,
  tx: Tx,
  { id, phase, subjectId }: ClosingRow,
): Promise<ClosingRow> {
  const row = await lockClosing(tx, id)
  const isBlocked = phase === 'enabling' && (await isSuspendedForOtherCause(tx, subjectId, 'close'))
  if (row?.phase !== phase || isBlocked) throw new JobDeferredError('went_on', inMs(deps, RETRY_MS))
  return row
}

async function recordAttempt(deps: ClosingEffectDeps, tx: Tx, seen: ClosingRow): Promise<void> {
  const { id } = await lockUnchanged(deps, tx, seen)
  await patchClosing(tx, id, { triedAt: deps.clock.now() })
}

/** Notifies the management department of what to change in the console, once for each change. */
async function requireManual(deps: ClosingEffectDeps, tx: Tx, seen: ClosingRow): Promise<void> {
  const row = await lockUnchanged(deps, tx, seen)
  const { id, phase } = row
  await patchClosing(tx, id, { trouble: BY_HAND, triedAt: deps.clock.now() })
  if (row.trouble === BY_HAND) return
  await recordClosing(deps, tx, row, 'by_hand', { note: phase })
  // An account that another system enables every night is reported once.
  const again = (await hasSecondWriter(tx)) ? phase : `${phase}:${String(row.version)}`
  await notifyOfClosing(deps, tx, row, 'closing.by_hand', await opsFor(deps, tx, row), { again })
}

/** The event in the timeline that ends each phase. */
const events = { disabling: 'disabled', enabling: 're_enabled', deleting: 'deleted' } as const

/** Ends the phase: WeCom shows the account as it should be. */
async function complete(
  deps: ClosingEffectDeps,
  tx: Tx,
  { id, phase, subjectId }: ClosingRow,
  member: WecomMember | null,
): Promise<void> {
  const now = deps.clock.now()
  // Lock order, as everywhere: members before other rows.
  if (member) await upsertMember(deps, tx, member, now)
  else await markMembersLeft(deps, tx, [subjectId], { at: now, source: `closing:${id}` })
  const row = await lockClosing(tx, id)
  const next = row?.phase === phase ? advanceClosing(row.phase, 'verify') : undefined
  if (!row || next === undefined) return
  const patch = {
    phase: next,
    trouble: null,
    ...(next === 'disabled' ? { disabledAt: now } : {}),
    ...(next === 'deleted' ? { deletedAt: now } : {}),
  }
  const saved = await moveClosing(deps, tx, row, patch, events[phase as keyof typeof events], {
    details: { status: member?.status ?? null },
  })
  if (next === 're_enabled') await deps.emit(tx, 'account.unlocked', { userid: subjectId, at: now })
  if (next !== 'deleted') await planAccessJobs(deps, tx, saved)
  if (saved.endedAt !== null) await endOffers(deps, tx, saved, await listItems(tx, [id]))
  const people = [...(await hrFor(deps, tx, saved)), ...(await opsFor(deps, tx, saved))]
  const event = { disabled: 'closing.disabled', deleted: 'closing.deleted', re_enabled: 'closing.enabled' } as const
  await notifyOfClosing(deps, tx, saved, event[next as keyof typeof event], people, { again: String(saved.version) })
}

/** Records once that the app cannot read the account, which exists or may exist. The phase stays. */
export async function recordNotVisible(deps: ClosingEffectDeps, tx: Tx, { id, phase }: ClosingRow): Promise<void> {
  const row = await lockClosing(tx, id)
  if (row?.phase !== phase || row.trouble === NOT_VISIBLE) return
  await patchClosing(tx, id, { trouble: NOT_VISIBLE })
  await recordClosing(deps, tx, row, 'not_visible')
  const people = [...(await hrFor(deps, tx, row)), ...(await opsFor(deps, tx, row))]
  await notifyOfClosing(deps, tx, row, 'closing.not_visible', people, { again: String(row.version) })
}

/**
 * Ends the closing of an account that is gone without a deletion by this app, before or after it was disabled. Heirs get what
 * they accepted.
 */
export async function recordGone(deps: ClosingEffectDeps, tx: Tx, { id, subjectId }: ClosingRow): Promise<void> {
  await markMembersLeft(deps, tx, [subjectId], { at: deps.clock.now(), source: `closing:${id}` })
  const row = await lockClosing(tx, id)
  const phase = row ? advanceClosing(row.phase, 'gone') : undefined
  if (!row || phase === undefined) return
  const items = await listItems(tx, [id])
  // In the later phases an heir gets an item at the moment of accepting it.
  if (!isHandingOver(row.phase)) for (const item of items) await applyHandover(deps, tx, row, item)
  const saved = await moveClosing(deps, tx, row, { phase, deletedAt: deps.clock.now(), trouble: null }, 'gone_outside')
  await endOffers(deps, tx, saved, items)
  const people = [...(await hrFor(deps, tx, saved)), ...(await opsFor(deps, tx, saved))]
  await notifyOfClosing(deps, tx, saved, 'closing.gone', people)
}

function closingIdOf(payload: unknown): ClosingId {
  const { closingId } = payload as { closingId?: unknown }
  if (typeof closingId !== 'string') throw new Error('A closing job without a closing id')
  return closingId as ClosingId
}
