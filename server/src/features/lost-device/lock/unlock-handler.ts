import { nextCasePhase } from '@desk/shared/lost-device/lost-device'
import type { Tx } from '../../../db/database.ts'
import { upsertMember } from '../../../access/actor-queries.ts'
import { WecomDeferredError } from '../../../kernel/app-error.ts'
import { needsPeople } from '../../../outbox/classify-failure.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import { type Checkpoint, type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { CaseEffectDeps, CaseStepDeps } from '../cases/case-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import { type CaseRow, lockCase, updateCaseColumns, requireCase } from '../cases/case-queries.ts'
import { completeUnlock } from './complete-lock.ts'
import { caseIdOf } from '../cases/enqueue-case-jobs.ts'
import { notifyUnlockers } from './notify-people.ts'
import { CHECK_LATER_EVERY_MS, SEND_AGAIN_MS, TRY_EVERY_MS } from './lock-handler.ts'
import { isUnlockBlocked, leaveDisabled } from '../cases/leave-case.ts'
import { moveCase, recordCase } from '../cases/record-case.ts'
import { DISABLED } from '../../../directory/member-drift.ts'

/** Interval of the status reads after the app sent the unlock, until people are notified that it takes long. */
const CHECK_EVERY_MS = 2_000
/** The same interval while people unlock in the console. */
const MANUAL_CHECK_EVERY_MS = 5_000
/** Trouble code: the account has to be unlocked in the console. */
const UNLOCK_BY_HAND = 'unlock_by_hand'

/**
 * Calls WeCom with `enable:1` and then waits for a status that is not disabled; without one the command is sent again.
 * Without the contacts secret, or after a refusal, people unlock in the console, and the status check continues. After a
 * refused secret the app goes on too: once the secret is corrected, the command succeeds.
 */
export function unlockHandler(deps: CaseEffectDeps): JobHandler {
  return {
    isUrgent: true,
    retryEveryMs: TRY_EVERY_MS,

    async handle(job, checkpoint) {
      const row = await requireCase(deps.db, caseIdOf(job.payload))
      if (!nextCasePhase(row.phase, 'confirm_unlock')) return noWrites
      // The person leaves, or the partner's contract ended: the account stays disabled, and the case is over.
      if (await isUnlockBlocked(deps.db, row)) return (tx) => leaveDisabled(deps, tx, row.id)
      const member = await deps.wecom.findMember(row.subjectId)
      if (member && member.status !== DISABLED) return (tx) => confirm(deps, tx, row, member)
      if (isDue(deps, row)) {
        if (!(await sendUnlock(deps, row, checkpoint))) {
          await checkpoint((tx) => requireManualUnlock(deps, tx, row))
          throw retryLater(deps, checkEveryMs({ ...row, trouble: UNLOCK_BY_HAND }))
        }
        const after = await deps.wecom.findMember(row.subjectId)
        if (after && after.status !== DISABLED) return (tx) => confirm(deps, tx, row, after)
      }
      throw retryLater(deps, checkEveryMs(row))
    },

    async isDone(job) {
      const row = await requireCase(deps.db, caseIdOf(job.payload))
      const member = await deps.wecom.findMember(row.subjectId)
      return member !== null && member.status !== DISABLED
    },

    async onRetry(tx, job, { cause }) {
      const row = await lockCase(tx, caseIdOf(job.payload))
      if (row && row.trouble !== UNLOCK_BY_HAND) await updateCaseColumns(tx, row.id, { trouble: cause })
    },
  }
}

/**
 * Returns whether to send the command: not right after an accepted call. While people unlock in the console, it is sent only after
 * a refused secret; no attempt is stored then.
 */
function isDue({ clock, site }: SendDeps, { trouble, unlockSentAt, unlockTriedAt }: CaseRow): boolean {
  if (trouble === UNLOCK_BY_HAND) return site.hasContactsSecret && unlockTriedAt === null
  return unlockSentAt === null || clock.now().getTime() - unlockSentAt.getTime() >= SEND_AGAIN_MS
}

/** Returns the interval of the status reads: longer once people were notified that it takes long. */
function checkEveryMs({ trouble, escalationStep }: CaseRow): number {
  const [firstMs, firstSteps] = trouble === UNLOCK_BY_HAND ? [MANUAL_CHECK_EVERY_MS, 1] : [CHECK_EVERY_MS, 0]
  return escalationStep > firstSteps ? CHECK_LATER_EVERY_MS : firstMs
}

const retryLater = ({ clock }: Pick<Deps, 'clock'>, ms: number) =>
  new JobDeferredError('not_confirmed', new Date(clock.now().getTime() + ms))

/** Sends the unlock. Returns false when the app has no contacts secret, or people have to unlock. */
async function sendUnlock(deps: SendDeps, row: CaseRow, checkpoint: Checkpoint): Promise<boolean> {
  if (!deps.site.hasContactsSecret) return false
  await checkpoint((tx) => recordAttempt(deps, tx, row))
  deps.failPoints.hit('unlock.intent_stored')
  try {
    await deps.wecom.setMemberEnabled(row.subjectId, true)
  } catch (error) {
    if (!needsPeople(error)) throw error
    // A refused secret is corrected, and then the command succeeds; another refusal would be repeated.
    const unlockTriedAt = error instanceof WecomDeferredError ? null : deps.clock.now()
    await checkpoint((tx) => updateCaseColumns(tx, row.id, { unlockTriedAt }))
    return false
  }
  deps.failPoints.hit('unlock.called')
  await checkpoint(async (tx) => {
    await updateCaseColumns(tx, row.id, { unlockSentAt: deps.clock.now(), trouble: null })
    if (row.unlockSentAt === null) await recordCase(deps, tx, row, 'unlock_sent')
  })
  return true
}

/** Notifies those who can unlock in the console, once. */
async function requireManualUnlock(deps: CaseStepDeps, tx: Tx, { id }: CaseRow): Promise<void> {
  const row = await lockCase(tx, id)
  if (!row || !nextCasePhase(row.phase, 'confirm_unlock') || row.trouble === UNLOCK_BY_HAND) return
  await updateCaseColumns(tx, id, { trouble: UNLOCK_BY_HAND })
  await notifyUnlockers(deps, tx, row)
}

/**
 * Stores the attempt.
 * @throws JobDeferredError when the case no longer waits for the unlock, or the account has to stay disabled
 */
async function recordAttempt(deps: Pick<Deps, 'clock'>, tx: Tx, { id }: CaseRow): Promise<void> {
  const row = await lockCase(tx, id)
  if (!row || !nextCasePhase(row.phase, 'confirm_unlock')) throw new JobDeferredError('went_on', deps.clock.now())
  if (await isUnlockBlocked(tx, row)) throw new JobDeferredError('went_on', deps.clock.now())
  await updateCaseColumns(tx, id, { unlockTriedAt: row.trouble === UNLOCK_BY_HAND ? null : deps.clock.now() })
}

async function confirm(deps: CaseStepDeps, tx: Tx, { id }: CaseRow, member: WecomMember): Promise<void> {
  const now = deps.clock.now()
  await upsertMember(deps, tx, member, now)
  const row = await lockCase(tx, id)
  const phase = row && nextCasePhase(row.phase, 'confirm_unlock')
  if (!row || !phase) return
  const patch = { phase, unlockedAt: now, trouble: null }
  await completeUnlock(deps, tx, await moveCase(deps, tx, row, patch, 'unlock_confirmed'))
}
