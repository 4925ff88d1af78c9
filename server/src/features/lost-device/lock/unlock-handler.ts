import { advanceLost } from '@desk/shared/lost-device/lost-device'
import type { Tx } from '../../../db/database.ts'
import { upsertMember } from '../../../access/actor-queries.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import type { Checkpoint, Conclusion, JobHandler } from '../../../outbox/run-job.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { CaseEffectDeps, CaseStepDeps } from '../cases/case-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import { type CaseRow, lockCase, noteOnCase, requireCase, saveCase } from '../cases/case-queries.ts'
import { concludeUnlock } from './complete-unlock.ts'
import { isForGood } from './is-permanent-refusal.ts'
import { caseIdOf } from '../cases/case-job-payload.ts'
import { TRY_EVERY_MS } from './lock-handler.ts'
import { recordCase } from '../cases/record-case.ts'

const LOOK_EVERY_MS = 2_000
const BY_HAND_EVERY_MS = 5_000
const DISABLED = 2
/** Why it is not unlocked: it is to be done in the console. */
const BY_HAND = 'unlock_by_hand'
const nothing: Conclusion = async () => {}

/**
 * `enable:1`, then a status that is not disabled. Without the contacts secret, or refused for good, people do it in the
 * console, and the look goes on.
 */
export function unlockHandler(deps: CaseEffectDeps): JobHandler {
  return {
    isUrgent: true,
    retryEveryMs: TRY_EVERY_MS,

    async handle(job, checkpoint) {
      const row = await requireCase(deps.db, caseIdOf(job.payload))
      if (!advanceLost(row.phase, 'prove_unlocked')) return nothing
      const member = await deps.wecom.findMember(row.subjectId)
      if (member && member.status !== DISABLED) return (tx) => concluded(deps, tx, row, member)
      if (row.trouble !== BY_HAND && row.unlockSentAt === null) {
        if (!(await order(deps, row, checkpoint))) {
          await checkpoint((tx) => noteOnCase(tx, row.id, { trouble: BY_HAND }))
          throw laterBy(deps, BY_HAND_EVERY_MS)
        }
        const after = await deps.wecom.findMember(row.subjectId)
        if (after && after.status !== DISABLED) return (tx) => concluded(deps, tx, row, after)
      }
      throw laterBy(deps, row.trouble === BY_HAND ? BY_HAND_EVERY_MS : LOOK_EVERY_MS)
    },

    async isDone(job) {
      const row = await requireCase(deps.db, caseIdOf(job.payload))
      const member = await deps.wecom.findMember(row.subjectId)
      return member !== null && member.status !== DISABLED
    },

    onRetry: (tx, job, { cause }) => noteOnCase(tx, caseIdOf(job.payload), { trouble: cause }),
  }
}

const laterBy = ({ clock }: Pick<Deps, 'clock'>, ms: number) =>
  new JobDeferredError('not_confirmed', new Date(clock.now().getTime() + ms))

/** False: we may not. */
async function order(deps: SendDeps, row: CaseRow, checkpoint: Checkpoint): Promise<boolean> {
  if (!deps.site.hasContactsSecret) return false
  await checkpoint((tx) => intend(deps, tx, row))
  deps.failPoints.hit('unlock.intent_stored')
  try {
    await deps.wecom.setMemberEnabled(row.subjectId, true)
  } catch (error) {
    if (isForGood(error)) return false
    throw error
  }
  deps.failPoints.hit('unlock.called')
  await checkpoint(async (tx) => {
    await noteOnCase(tx, row.id, { unlockSentAt: deps.clock.now(), trouble: null })
    await recordCase(deps, tx, row, 'unlock_sent')
  })
  return true
}

/** Not when the phone was reported gone again meanwhile. */
async function intend(deps: Pick<Deps, 'clock'>, tx: Tx, { id }: CaseRow): Promise<void> {
  const row = await lockCase(tx, id)
  if (!row || !advanceLost(row.phase, 'prove_unlocked')) throw new JobDeferredError('went_on', deps.clock.now())
  await noteOnCase(tx, id, { unlockTriedAt: deps.clock.now() })
}

async function concluded(deps: CaseStepDeps, tx: Tx, { id }: CaseRow, member: WecomMember): Promise<void> {
  const now = deps.clock.now()
  await upsertMember(deps, tx, member, now)
  const row = await lockCase(tx, id)
  const phase = row && advanceLost(row.phase, 'prove_unlocked')
  if (!row || !phase) return
  const saved = await saveCase(tx, row, { phase, unlockedAt: now, trouble: null }, now)
  await recordCase(deps, tx, saved, 'unlock_confirmed')
  await concludeUnlock(deps, tx, saved)
}
