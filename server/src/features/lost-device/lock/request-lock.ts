import type { Actor, MemberActor } from '@desk/shared/identity/actor'
import { nextCasePhase } from '@desk/shared/lost-device/lost-device'
import { VERIFY_WITHIN_MS } from '@desk/shared/lost-device/lost-device-rules'
import type { Tx } from '../../../db/database.ts'
import { endSessionsOf } from '../../../access/end-sessions.ts'
import type { CaseStepDeps } from '../cases/case-deps.ts'
import type { CasePatch, CaseRow } from '../cases/case-queries.ts'
import { LOCK_TOPIC } from '../cases/lost-topics.ts'
import {
  cancelEscalation,
  cancelWaitingCommands,
  enqueueEffect,
  scheduleEscalationStep,
} from '../cases/enqueue-case-jobs.ts'
import { findSubject } from '../cases/member-views.ts'
import { moveCase } from '../cases/record-case.ts'

/**
 * Locks the account in this app and enqueues the lock in WeCom: the member's sessions end in this transaction, and
 * their approvals go to other approvers. There is no undo window.
 */
export async function requestLock(
  deps: CaseStepDeps,
  tx: Tx,
  row: CaseRow,
  by: { actor: Actor; userid: string | null; patch?: CasePatch },
): Promise<CaseRow> {
  const now = deps.clock.now()
  const phase = row.phase === 'locking' ? row.phase : nextCasePhase(row.phase, 'request_lock')
  if (!phase) throw new Error('The phase does not allow a lock')
  const patch = { phase, orderedAt: now, orderedBy: by.userid, escalationStep: 0, called: [], ...by.patch }
  const saved = await moveCase(deps, tx, row, patch, 'lock_ordered', { actor: by.actor })
  const subject = await findSubject(tx, row.subjectId)
  if (subject) await endSessionsOf(tx, subject.userid, 'locked', now)
  await deps.emit(tx, 'account.locked', { userid: row.subjectId, at: now })
  await cancelWaitingCommands(tx, saved)
  await enqueueEffect(deps, tx, LOCK_TOPIC, saved)
  await cancelEscalation(tx, saved.id)
  await scheduleEscalationStep(tx, saved, new Date(now.getTime() + VERIFY_WITHIN_MS))
  return saved
}

/** Columns that clear the progress of the earlier lock: the new one is confirmed separately. */
const clearedProgress: CasePatch = {
  called: [],
  attempts: 0,
  triedAt: null,
  sentAt: null,
  confirmedAt: null,
  proof: null,
  attestedBy: null,
  exposure: null,
  recoveryAt: null,
  identityAt: null,
  identityBy: null,
}

/** Requests the lock again in the same case. */
export const repeatLock = (deps: CaseStepDeps, tx: Tx, row: CaseRow, actor: MemberActor): Promise<CaseRow> =>
  requestLock(deps, tx, row, { actor, userid: actor.userid, patch: clearedProgress })
