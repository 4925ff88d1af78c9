import { advanceLost } from '@desk/shared/requests/kinds/lost-device'
import type { Tx } from '../../../db/database.ts'
import { upsertMember } from '../../../kernel/members-queries.ts'
import { HeldBackError } from '../../../outbox/held-back.ts'
import type { Conclusion, JobHandler } from '../../../outbox/run-job.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { type CaseRow, lockCase, noteOnCase, requireCase, saveCase } from './case-queries.ts'
import { caseIdOf } from './job-of-case.ts'
import { TRY_EVERY_MS } from './lock-handler.ts'
import { MAILBOX_TOPIC } from './lost-topics.ts'
import { oweEffect, tell } from './owe.ts'
import { recordCase } from './record-case.ts'

const LOOK_EVERY_MS = 2_000
const DISABLED = 2
const nothing: Conclusion = async () => {}

/** `enable:1`, then a status that is not disabled. Without the contacts secret people do it, and the look goes on. */
export function unlockHandler(deps: EngineDeps): JobHandler {
  return {
    isUrgent: true,
    retryEveryMs: TRY_EVERY_MS,

    async handle(job, checkpoint) {
      const row = await requireCase(deps.db, caseIdOf(job.payload))
      if (!advanceLost(row.phase, 'prove_unlocked')) return nothing
      const member = await deps.wecom.findMember(row.subjectId)
      if (member && member.status !== DISABLED) return (tx) => concluded(deps, tx, row, member)
      if (deps.site.hasContactsSecret && row.unlockSentAt === null) {
        await checkpoint((tx) => noteOnCase(tx, row.id, { unlockTriedAt: deps.clock.now() }))
        deps.failPoints.hit('unlock.intent_stored')
        await deps.wecom.setMemberEnabled(row.subjectId, true)
        deps.failPoints.hit('unlock.called')
        await checkpoint(async (tx) => {
          await noteOnCase(tx, row.id, { unlockSentAt: deps.clock.now(), trouble: null })
          await recordCase(deps, tx, row, 'unlock_sent')
        })
        const after = await deps.wecom.findMember(row.subjectId)
        if (after && after.status !== DISABLED) return (tx) => concluded(deps, tx, row, after)
      }
      throw new HeldBackError('not_confirmed', new Date(deps.clock.now().getTime() + LOOK_EVERY_MS))
    },

    onRetry: (tx, job, { cause }) => noteOnCase(tx, caseIdOf(job.payload), { trouble: cause }),
  }
}

async function concluded(deps: EngineDeps, tx: Tx, { id }: CaseRow, member: WecomMember): Promise<void> {
  const now = deps.clock.now()
  await upsertMember(tx, member, now)
  const row = await lockCase(tx, id)
  const phase = row && advanceLost(row.phase, 'prove_unlocked')
  if (!row || !phase) return
  const saved = await saveCase(tx, row, { phase, unlockedAt: now, trouble: null }, now)
  await recordCase(deps, tx, saved, 'unlock_confirmed')
  // What was closed with the lock opens with it.
  if (saved.mailbox?.state === 'done') await oweEffect(deps, tx, MAILBOX_TOPIC, saved)
  await tell(deps, tx, saved, 'device.unlocked', [saved.subjectId])
}
