import { advanceClosing } from '@desk/shared/accounts/close/closing-flow'
import type { ClosingId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { upsertMember } from '../../../access/actor-queries.ts'
import { markMembersLeft } from '../../../directory/sync-members-queries.ts'
import { isSuspendedForOtherCause } from '../../../directory/suspension-queries.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { classifyFailure } from '../../../outbox/classify-failure.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import { type Checkpoint, type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import { settleGroups } from './apply-handover.ts'
import type { ClosingEffectDeps } from './closing-deps.ts'
import { hrFor, notifyOfClosing, opsFor } from './closing-notices.ts'
import { type ClosingRow, listItems, lockClosing, patchClosing, requireClosing } from './closing-queries.ts'
import { followAccount } from './jobs/access-handler.ts'
import { moveClosing, recordClosing } from './record-closing.ts'

const RETRY_MS = 5_000
const MANUAL_CHECK_MS = 30_000
/** How long the change of owners may delay the disabling: then the account is disabled, and the item stays open. */
const GROUPS_MS = 10 * 60_000
/** After this time without verification the command is sent again. It sets a state, so that a repetition does no harm. */
const SEND_AGAIN_MS = 30_000
const DISABLED = 2
/** The userid does not exist. */
const UNKNOWN = 60111

/**
 * Brings the account in WeCom to what the closing's phase says: disabled, enabled again, or deleted. The phase ends when
 * a read shows it, not when a call is accepted. Without the contacts secret, or after a permanent refusal, people do it in
 * the console, and the read ends the phase.
 */
export const accountHandler = (deps: ClosingEffectDeps): JobHandler => ({
  retryEveryMs: RETRY_MS,
  async handle(job, checkpoint) {
    const row = await requireClosing(deps.db, closingIdOf(job.payload))
    const target = targets[row.phase as keyof typeof targets]
    if (target === undefined) return noWrites
    if (row.phase === 'disabling') await awaitGroups(deps, row, checkpoint)
    const before = await deps.wecom.findMember(row.subjectId)
    if (target.isReached(before)) return (tx) => complete(deps, tx, row, before)
    if (before === null) return (tx) => recordGone(deps, tx, row)
    await send(deps, row, checkpoint)
    const after = await deps.wecom.findMember(row.subjectId)
    deps.failPoints.hit('closing.read_back')
    if (target.isReached(after)) return (tx) => complete(deps, tx, row, after)
    throw new JobDeferredError('not_verified', inMs(deps, row.trouble === BY_HAND ? MANUAL_CHECK_MS : RETRY_MS))
  },
  async isDone(job) {
    const row = await requireClosing(deps.db, closingIdOf(job.payload))
    const target = targets[row.phase as keyof typeof targets]
    return target === undefined ? null : target.isReached(await deps.wecom.findMember(row.subjectId))
  },
  async onRetry(tx, job, { cause }) {
    const row = await lockClosing(tx, closingIdOf(job.payload))
    if (!row || row.trouble === cause) return
    await patchClosing(tx, row.id, { trouble: cause })
    await recordClosing(deps, tx, row, 'retried', { note: cause })
  },
})

const targets = {
  disabling: { isReached: (member: WecomMember | null) => member?.status === DISABLED },
  enabling: { isReached: (member: WecomMember | null) => member !== null && member.status !== DISABLED },
  deleting: { isReached: (member: WecomMember | null) => member === null },
} as const

/** Trouble code: people do it in the console. */
const BY_HAND = 'by_hand'

const inMs = ({ clock }: Pick<ClosingEffectDeps, 'clock'>, ms: number) => new Date(clock.now().getTime() + ms)

/** Waits until the groups have their new owners, since WeCom chooses one itself when the owner is gone. */
async function awaitGroups(deps: ClosingEffectDeps, row: ClosingRow, checkpoint: Checkpoint): Promise<void> {
  let pending = 0
  await checkpoint(async (tx) => {
    pending = (await settleGroups(tx, await listItems(tx, [row.id]))).length
  })
  const startedAt = row.startedAt ?? deps.clock.now()
  const isPatient = row.kind !== 'emergency' && deps.clock.now().getTime() - startedAt.getTime() < GROUPS_MS
  if (pending > 0 && isPatient) throw new JobDeferredError('groups', inMs(deps, RETRY_MS))
}

/** Calls WeCom; only the attempt is stored before the call. */
async function send(deps: ClosingEffectDeps, row: ClosingRow, checkpoint: Checkpoint): Promise<void> {
  const { phase, subjectId, triedAt } = row
  if (triedAt !== null && deps.clock.now().getTime() - triedAt.getTime() < SEND_AGAIN_MS) return
  if (!deps.site.hasContactsSecret) return checkpoint((tx) => requireManual(deps, tx, row))
  await checkpoint((tx) => recordAttempt(deps, tx, row))
  deps.failPoints.hit('closing.intent_stored')
  try {
    if (phase === 'deleting') await deps.wecom.deleteMember(subjectId)
    else await deps.wecom.setMemberEnabled(subjectId, phase === 'enabling')
  } catch (error) {
    if (error instanceof WecomRefusedError && error.errcode === UNKNOWN && phase === 'deleting') return
    if (!(error instanceof WecomRefusedError) || classifyFailure(error).action !== 'give_up') throw error
    // The next attempt would fail alike: people do it in the console, and the read continues.
    await checkpoint((tx) => requireManual(deps, tx, row))
  }
  deps.failPoints.hit('closing.called')
}

/** Locks the closing; throws when it moved on, or an account to be enabled is suspended for another cause. */
async function lockGoing(deps: ClosingEffectDeps, tx: Tx, { id, phase, subjectId }: ClosingRow): Promise<ClosingRow> {
  const row = await lockClosing(tx, id)
  const isBlocked = phase === 'enabling' && (await isSuspendedForOtherCause(tx, subjectId, 'close'))
  if (row?.phase !== phase || isBlocked) throw new JobDeferredError('went_on', inMs(deps, RETRY_MS))
  return row
}

async function recordAttempt(deps: ClosingEffectDeps, tx: Tx, seen: ClosingRow): Promise<void> {
  const { id } = await lockGoing(deps, tx, seen)
  await patchClosing(tx, id, { triedAt: deps.clock.now() })
}

/** Tells the management department once what to do in the console. */
async function requireManual(deps: ClosingEffectDeps, tx: Tx, seen: ClosingRow): Promise<void> {
  const row = await lockGoing(deps, tx, seen)
  const { id, phase } = row
  await patchClosing(tx, id, { trouble: BY_HAND, triedAt: deps.clock.now() })
  if (row.trouble === BY_HAND) return
  await recordClosing(deps, tx, row, 'by_hand', { note: phase })
  await notifyOfClosing(deps, tx, row, 'closing.by_hand', await opsFor(deps, tx, row), { again: phase })
}

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
  if (next !== 'deleted') await followAccount(deps, tx, saved)
  const people = [...(await hrFor(deps, tx, saved)), ...(await opsFor(deps, tx, saved))]
  const event = { disabled: 'closing.disabled', deleted: 'closing.deleted', re_enabled: 'closing.enabled' } as const
  await notifyOfClosing(deps, tx, saved, event[next as keyof typeof event], people, { again: String(saved.version) })
}

// The account disappeared before this app disabled it: nothing is left to disable, and nothing was done here.
export async function recordGone(deps: ClosingEffectDeps, tx: Tx, { id, subjectId }: ClosingRow): Promise<void> {
  await markMembersLeft(deps, tx, [subjectId], { at: deps.clock.now(), source: `closing:${id}` })
  const row = await lockClosing(tx, id)
  const phase = row ? advanceClosing(row.phase, 'gone') : undefined
  if (!row || phase === undefined) return
  const saved = await moveClosing(deps, tx, row, { phase, deletedAt: deps.clock.now(), trouble: null }, 'gone_outside')
  const people = [...(await hrFor(deps, tx, saved)), ...(await opsFor(deps, tx, saved))]
  await notifyOfClosing(deps, tx, saved, 'closing.gone', people)
}

function closingIdOf(payload: unknown): ClosingId {
  const { closingId } = payload as { closingId?: unknown }
  if (typeof closingId !== 'string') throw new Error('A closing job without a closing id')
  return closingId as ClosingId
}
