import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { nextCasePhase } from '@desk/shared/lost-device/lost-device'
import type { Tx } from '../../../db/database.ts'
import { upsertMember } from '../../../access/actor-queries.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import { type Checkpoint, type JobHandler, noWrites, type ResultWrites } from '../../../outbox/run-job.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { CaseEffectDeps, CaseStepDeps } from '../cases/case-deps.ts'
import type { Deps, RecordDeps } from '../../../kernel/deps.ts'
import { type CaseRow, lockCase, updateCaseColumns, requireCase, saveCase } from '../cases/case-queries.ts'
import { completeLock } from './complete-lock.ts'
import { classifyFailure, needsPeople } from '../../../outbox/classify-failure.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { caseIdOf, enqueueCaseNotice } from '../cases/enqueue-case-jobs.ts'
import { moveCase, recordCase } from '../cases/record-case.ts'
import { DISABLED } from '../../../directory/member-drift.ts'

/** Interval of the attempts. It is constant, without backoff: every second counts until a lost phone is locked. */
export const TRY_EVERY_MS = 5_000
/** Interval of the status reads in the first ten minutes; later reads are less frequent. */
const CHECK_EVERY_MS = 2_000
export const CHECK_LATER_EVERY_MS = 30_000
/** For this long after the decision to lock, the status is read at the short interval. */
const SOON_MS = 10 * MINUTE_MS
/**
 * After this time without confirmation the command is sent again. It sets a state, so that a repetition does no harm.
 */
export const SEND_AGAIN_MS = 30_000

/**
 * Calls WeCom with `enable:0` and then waits for `status == 2`. Before every attempt but the first it reads the status,
 * so that a lost response leads to no second call. "Sent" means that WeCom accepted the call, "confirmed" that WeCom
 * shows the account as disabled.
 */
export function lockHandler(deps: CaseEffectDeps): JobHandler {
  return {
    isUrgent: true,
    retryEveryMs: TRY_EVERY_MS,

    async handle(job, checkpoint) {
      const row = await requireCase(deps.db, caseIdOf(job.payload))
      if (!nextCasePhase(row.phase, 'confirm')) return noWrites
      try {
        return await attempt(deps, row, checkpoint)
      } catch (error) {
        // The next attempt would fail in the same way: people lock in the console, and the job goes on.
        if (!needsPeople(error)) throw error
        await checkpoint((tx) => requireManualLock(deps, tx, row, String(error.errcode)))
        throw new JobDeferredError('by_hand', nextCheckAt(deps, row, TRY_EVERY_MS))
      }
    },

    async isDone(job) {
      const row = await requireCase(deps.db, caseIdOf(job.payload))
      return (await deps.wecom.findMember(row.subjectId))?.status === DISABLED
    },

    async onRetry(tx, job, { cause }) {
      const row = await lockCase(tx, caseIdOf(job.payload))
      if (row) await recordRetry(deps, tx, row, cause)
    },
  }
}

/** Records the failure, once for the same cause in succession. `attempt` in the details is the number of the attempt. */
async function recordRetry(deps: RecordDeps, tx: Tx, row: CaseRow, cause: string): Promise<void> {
  if (row.trouble === cause) return
  await updateCaseColumns(tx, row.id, { trouble: cause })
  await recordCase(deps, tx, row, 'lock_retried', { cause, attempt: row.attempts })
}

async function attempt(deps: CaseEffectDeps, row: CaseRow, checkpoint: Checkpoint): Promise<ResultWrites> {
  if (row.triedAt !== null || row.phase === 'lock_failed' || deps.afterRestore?.asksFirst) {
    // An app that may not read members may still be allowed to lock them.
    const found = await deps.wecom.findMember(row.subjectId).catch((error: unknown) => {
      if (needsPeople(error)) return null
      throw error
    })
    if (found?.status === DISABLED) return (tx) => confirm(deps, tx, row, found)
  }
  if (isDue(row, deps.clock.now())) await sendLock(deps, row, checkpoint)
  const member = await deps.wecom.findMember(row.subjectId)
  deps.failPoints.hit('lock.read_back')
  if (member?.status === DISABLED) return (tx) => confirm(deps, tx, row, member)
  throw new JobDeferredError('not_confirmed', nextCheckAt(deps, row, CHECK_EVERY_MS))
}

/** Returns whether to send the command: not immediately after an accepted or a refused call. */
function isDue({ phase, sentAt, triedAt }: CaseRow, now: Date): boolean {
  const last = phase === 'lock_failed' ? triedAt : sentAt
  return last === null || now.getTime() - last.getTime() >= SEND_AGAIN_MS
}

function nextCheckAt({ clock }: Pick<Deps, 'clock'>, { orderedAt, reportedAt }: CaseRow, soonMs: number): Date {
  const now = clock.now().getTime()
  const isSoon = now - (orderedAt ?? reportedAt).getTime() < SOON_MS
  return new Date(now + (isSoon ? soonMs : CHECK_LATER_EVERY_MS))
}

/** Sends the lock. Before the call only the attempt is stored, after it that WeCom accepted the call. */
async function sendLock(deps: CaseEffectDeps, row: CaseRow, checkpoint: Checkpoint): Promise<void> {
  const { subjectId } = row
  if (!deps.site.hasContactsSecret) {
    await checkpoint((tx) => requireManualLock(deps, tx, row, 'no_contacts_secret'))
    return
  }
  await checkpoint((tx) => recordAttempt(deps, tx, row))
  deps.failPoints.hit('lock.intent_stored')
  try {
    await deps.wecom.setMemberEnabled(subjectId, false)
  } catch (error) {
    if (error instanceof WecomRefusedError) await checkpoint((tx) => forgetAttempt(deps, tx, row, error))
    throw error
  }
  deps.failPoints.hit('lock.called')
  await checkpoint((tx) => recordSent(deps, tx, row))
  deps.failPoints.hit('lock.sent_stored')
}

/** Stores the attempt; nothing is sent for a case that meanwhile no longer waits for the lock. */
async function recordAttempt(deps: Pick<Deps, 'clock'>, tx: Tx, { id, attempts }: CaseRow): Promise<void> {
  const row = await lockCase(tx, id)
  if (!row || !nextCasePhase(row.phase, 'confirm')) throw new JobDeferredError('went_on', deps.clock.now())
  await updateCaseColumns(tx, id, { triedAt: deps.clock.now(), attempts: attempts + 1 })
}

/**
 * Uncounts an attempt that WeCom refused: those that count may have had an effect, since their response was lost. A refusal after
 * which the app tries again is recorded before, with the number of the attempt.
 */
async function forgetAttempt(deps: RecordDeps, tx: Tx, { id }: CaseRow, error: WecomRefusedError): Promise<void> {
  const row = await lockCase(tx, id)
  if (!row) return
  if (!needsPeople(error)) await recordRetry(deps, tx, row, classifyFailure(error).cause)
  await updateCaseColumns(tx, id, { attempts: Math.max(0, row.attempts - 1) })
}

async function recordSent(deps: RecordDeps, tx: Tx, { id }: CaseRow): Promise<void> {
  const row = await lockCase(tx, id)
  const phase = row && (nextCasePhase(row.phase, 'send') ?? row.phase)
  if (!row || !phase || !nextCasePhase(phase, 'confirm')) return
  const sentAt = deps.clock.now()
  const saved = await saveCase(tx, row, { phase, sentAt, trouble: null }, sentAt)
  if (row.sentAt === null) await recordCase(deps, tx, saved, 'lock_sent')
}

/** Completes the lock when WeCom shows the account as disabled. */
async function confirm(deps: CaseStepDeps, tx: Tx, { id }: CaseRow, member: WecomMember): Promise<void> {
  const now = deps.clock.now()
  // The member's sessions end, and their approvals go to other approvers. Lock order, as everywhere: members before requests.
  await upsertMember(deps, tx, member, now)
  const row = await lockCase(tx, id)
  const phase = row && nextCasePhase(row.phase, 'confirm')
  // Another check was faster.
  if (!row || !phase) return
  const patch = { phase, confirmedAt: now, proof: 'read_back', trouble: null } as const
  await completeLock(deps, tx, await moveCase(deps, tx, row, patch, 'lock_confirmed'))
}

/** Notifies the holders of the ops roles, who lock in the console. The status check continues, and completes the lock. */
async function requireManualLock(deps: CaseStepDeps, tx: Tx, { id }: CaseRow, cause: string): Promise<void> {
  const row = await lockCase(tx, id)
  const phase = row && nextCasePhase(row.phase, 'fail')
  if (!row || !phase) return
  const saved = await moveCase(deps, tx, row, { phase, trouble: cause }, 'lock_by_hand', { cause })
  const ops = await listRoleHolders({ ...deps, db: tx }, 'ops', 'ops_lead')
  // They are notified once per order: an account that was enabled in the console is locked again in the same case.
  await enqueueCaseNotice(deps, tx, saved, 'device.lock_failed', ops, saved.orderedAt?.toISOString())
}
