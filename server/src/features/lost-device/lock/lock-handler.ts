import { advanceLost } from '@desk/shared/lost-device/lost-device'
import type { Tx } from '../../../db/database.ts'
import { upsertMember } from '../../../access/actor-queries.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import type { Checkpoint, Conclusion, JobHandler } from '../../../outbox/run-job.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { CaseEffectDeps, CaseStepDeps } from '../cases/case-deps.ts'
import type { Deps, RecordDeps } from '../../../kernel/deps.ts'
import { type CaseRow, holdersOf, lockCase, noteOnCase, requireCase, saveCase } from '../cases/case-queries.ts'
import { concludeLock } from './complete-lock.ts'
import { isForGood } from './is-permanent-refusal.ts'
import { caseIdOf } from '../cases/case-job-payload.ts'
import { tell } from '../cases/enqueue-case-jobs.ts'
import { recordCase } from '../cases/record-case.ts'

/** Source: design 5, "for locks a constant ≤ 5 s". */
export const TRY_EVERY_MS = 5_000
/** Reading costs little, and somebody is looking at a clock; for as long as it may be a matter of minutes. */
const LOOK_EVERY_MS = 2_000
const LOOK_LATER_EVERY_MS = 30_000
const SOON_MS = 10 * 60_000
/** After this long without a proof the order is given once more. It is a state, not an event: twice does no harm. */
const SEND_AGAIN_MS = 30_000
const DISABLED = 2
const nothing: Conclusion = async () => {}

/**
 * `enable:0`, then `status == 2`. Before every try but the first WeCom is asked how things stand, so that an answer that
 * was lost leads to no second call. "Sent" is what WeCom answered, "confirmed" what it was seen to hold.
 */
export function lockHandler(deps: CaseEffectDeps): JobHandler {
  return {
    isUrgent: true,
    retryEveryMs: TRY_EVERY_MS,

    async handle(job, checkpoint) {
      const row = await requireCase(deps.db, caseIdOf(job.payload))
      if (!advanceLost(row.phase, 'prove')) return nothing
      try {
        return await attempt(deps, row, checkpoint)
      } catch (error) {
        // The next try would be answered alike: people do it, and the look goes on.
        if (!isForGood(error)) throw error
        await checkpoint((tx) => byHand(deps, tx, row, String(error.errcode)))
        throw new JobDeferredError('by_hand', nextCheckAt(deps, row, TRY_EVERY_MS))
      }
    },

    async isDone(job) {
      const row = await requireCase(deps.db, caseIdOf(job.payload))
      return (await deps.wecom.findMember(row.subjectId))?.status === DISABLED
    },

    async onRetry(tx, job, { cause }) {
      const row = await lockCase(tx, caseIdOf(job.payload))
      if (!row || row.trouble === cause) return
      await noteOnCase(tx, row.id, { trouble: cause })
      await recordCase(deps, tx, row, 'lock_retried', { cause, attempt: row.attempts })
    },
  }
}

async function attempt(deps: CaseEffectDeps, row: CaseRow, checkpoint: Checkpoint): Promise<Conclusion> {
  if (row.triedAt !== null || row.phase === 'lock_failed' || deps.afterRestore?.asksFirst) {
    // Who may not look may still be allowed to lock.
    const found = await deps.wecom.findMember(row.subjectId).catch((error: unknown) => {
      if (isForGood(error)) return null
      throw error
    })
    if (found?.status === DISABLED) return (tx) => confirm(deps, tx, row, found)
  }
  if (isDue(row, deps.clock.now())) await send(deps, row, checkpoint)
  const member = await deps.wecom.findMember(row.subjectId)
  deps.failPoints.hit('lock.read_back')
  if (member?.status === DISABLED) return (tx) => confirm(deps, tx, row, member)
  throw new JobDeferredError('not_confirmed', nextCheckAt(deps, row, LOOK_EVERY_MS))
}

/** Not again at once what was just answered with yes, nor what was just refused. */
function isDue({ phase, sentAt, triedAt }: CaseRow, now: Date): boolean {
  const last = phase === 'lock_failed' ? triedAt : sentAt
  return last === null || now.getTime() - last.getTime() >= SEND_AGAIN_MS
}

function nextCheckAt({ clock }: Pick<Deps, 'clock'>, { orderedAt, reportedAt }: CaseRow, soonMs: number): Date {
  const now = clock.now().getTime()
  const isSoon = now - (orderedAt ?? reportedAt).getTime() < SOON_MS
  return new Date(now + (isSoon ? soonMs : LOOK_LATER_EVERY_MS))
}

/** What is stored before the call is only that it was tried. */
async function send(deps: CaseEffectDeps, row: CaseRow, checkpoint: Checkpoint): Promise<void> {
  const { subjectId } = row
  if (!deps.site.hasContactsSecret) {
    await checkpoint((tx) => byHand(deps, tx, row, 'no_contacts_secret'))
    return
  }
  await checkpoint((tx) => intend(deps, tx, row))
  deps.failPoints.hit('lock.intent_stored')
  await deps.wecom.setMemberEnabled(subjectId, false)
  deps.failPoints.hit('lock.called')
  await checkpoint((tx) => noteSent(deps, tx, row))
  deps.failPoints.hit('lock.sent_stored')
}

/** Nothing is sent about a case that went on meanwhile. */
async function intend(deps: Pick<Deps, 'clock'>, tx: Tx, { id, attempts }: CaseRow): Promise<void> {
  const row = await lockCase(tx, id)
  if (!row || !advanceLost(row.phase, 'prove')) throw new JobDeferredError('went_on', deps.clock.now())
  await noteOnCase(tx, id, { triedAt: deps.clock.now(), attempts: attempts + 1 })
}

async function noteSent(deps: RecordDeps, tx: Tx, { id }: CaseRow): Promise<void> {
  const row = await lockCase(tx, id)
  const phase = row && (advanceLost(row.phase, 'send') ?? row.phase)
  if (!row || !phase || !advanceLost(phase, 'prove')) return
  const now = deps.clock.now()
  const saved = await saveCase(tx, row, { phase, sentAt: now, trouble: null }, now)
  if (row.sentAt === null) await recordCase(deps, tx, saved, 'lock_sent')
}

/** Locked, and seen to be. */
async function confirm(deps: CaseStepDeps, tx: Tx, { id }: CaseRow, member: WecomMember): Promise<void> {
  const now = deps.clock.now()
  // His sessions end, and what waits for his decision goes to his deputy. First, as everywhere: people, then requests.
  await upsertMember(deps, tx, member, now)
  const row = await lockCase(tx, id)
  const phase = row && advanceLost(row.phase, 'prove')
  // Another look was faster.
  if (!row || !phase) return
  const saved = await saveCase(tx, row, { phase, confirmedAt: now, proof: 'read_back', trouble: null }, now)
  await recordCase(deps, tx, saved, 'lock_confirmed')
  await concludeLock(deps, tx, saved)
}

/** On-call gets the steps; the look goes on, so that the case closes itself when it is done. */
async function byHand(deps: CaseStepDeps, tx: Tx, { id }: CaseRow, cause: string): Promise<void> {
  const row = await lockCase(tx, id)
  const phase = row && advanceLost(row.phase, 'fail')
  if (!row || !phase) return
  const saved = await saveCase(tx, row, { phase, trouble: cause }, deps.clock.now())
  await recordCase(deps, tx, saved, 'lock_by_hand', { cause })
  const ops = await holdersOf({ ...deps, db: tx }, ['ops', 'ops_lead'])
  await tell(deps, tx, saved, 'device.lock_failed', ops)
}
