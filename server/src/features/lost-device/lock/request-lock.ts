import type { Actor } from '@desk/shared/identity/actor'
import { advanceLost } from '@desk/shared/lost-device/lost-device'
import { VERIFY_WITHIN_MS } from '@desk/shared/lost-device/lost-device-rules'
import type { Tx } from '../../../db/database.ts'
import { endSessionsOf } from '../../../access/end-sessions.ts'
import type { CaseStepDeps } from '../cases/case-deps.ts'
import { type CasePatch, type CaseRow, saveCase } from '../cases/case-queries.ts'
import { LOCK_TOPIC } from '../cases/lost-topics.ts'
import { cancelEscalation, enqueueEffect, scheduleEscalationStep } from '../cases/enqueue-case-jobs.ts'
import { findSubject } from '../cases/member-views.ts'
import { recordCase } from '../cases/record-case.ts'

/**
 * From here on it is locked as far as we are concerned: his sessions end with this very transaction, what waits for his
 * decision goes to his deputy, and the order to WeCom is owed. No minute for second thoughts.
 */
export async function requestLock(
  deps: CaseStepDeps,
  tx: Tx,
  row: CaseRow,
  by: { actor: Actor; userid: string | null; patch?: CasePatch },
): Promise<CaseRow> {
  const now = deps.clock.now()
  const phase = row.phase === 'locking' ? row.phase : advanceLost(row.phase, 'order')
  if (!phase) throw new Error('Looked at before')
  const ordered = { phase, orderedAt: now, orderedBy: by.userid, rung: 0, called: [], ...by.patch }
  const saved = await saveCase(tx, row, ordered, now)
  const subject = await findSubject(tx, row.subjectId)
  if (subject) await endSessionsOf(tx, subject.userid, 'locked', now)
  await deps.emit(tx, 'account.locked', { userid: row.subjectId, at: now })
  await recordCase(deps, tx, saved, 'lock_ordered', { actor: by.actor })
  await enqueueEffect(deps, tx, LOCK_TOPIC, saved)
  await cancelEscalation(tx, saved.id)
  await scheduleEscalationStep(tx, saved, new Date(now.getTime() + VERIFY_WITHIN_MS))
  return saved
}
