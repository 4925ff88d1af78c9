import { nextCasePhase } from '@desk/shared/lost-device/lost-device'
import { PAGE_EVERY_MS } from '@desk/shared/lost-device/lost-device-rules'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { WecomError } from '../../../kernel/app-error.ts'
import { DISABLED } from '../../../directory/member-drift.ts'
import { upsertMember } from '../../../access/actor-queries.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { CaseEffectDeps, CaseStepDeps } from '../cases/case-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { type CaseRow, findCase, lockCase } from '../cases/case-queries.ts'
import { listExternallyChanged } from '../cases/changed-account-queries.ts'
import { callList, nextPeople } from '../cases/case-approvers.ts'
import { cancelEscalation, scheduleEscalationStep, enqueueCaseNotice } from '../cases/enqueue-case-jobs.ts'
import { moveCase } from '../cases/record-case.ts'
import { enqueueChecks } from '../lock/complete-lock.ts'

const BATCH_SIZE = 100

/**
 * Detects locked accounts that were enabled in the console, or disabled there again. The directory sync shows the
 * change; WeCom is queried again before anyone is notified.
 */
export async function detectExternalChanges(deps: CaseEffectDeps): Promise<void> {
  for (const id of await listExternallyChanged(deps.db, BATCH_SIZE)) await refreshAccountState(deps, id)
}

/**
 * Writes the current state of the account in WeCom to its case. Returns what was read: nothing is written while WeCom cannot be
 * read (`unread`), or does not show the account (`not_shown`).
 */
export async function refreshAccountState(
  deps: CaseEffectDeps,
  id: RequestId,
): Promise<'read' | 'unread' | 'not_shown'> {
  const found = await findCase(deps.db, id)
  const member = found ? await readMember(deps, found) : 'unread'
  if (member === 'unread') return 'unread'
  // The case of a leaver is closed by its own job.
  if (member === null) return 'not_shown'
  const isDisabled = member.status === DISABLED
  await deps.db.transaction(async (tx) => {
    // Lock order, as everywhere: members before requests.
    await upsertMember(deps, tx, member, deps.clock.now())
    const row = await lockCase(tx, id)
    const phase = row && nextCasePhase(row.phase, isDisabled ? 'detect_disabled' : 'detect_enabled')
    if (!row || !phase) return
    if (isDisabled) await recordDisabled(deps, tx, row)
    else await recordReopened(deps, tx, row)
  })
  return 'read'
}

async function readMember(
  { wecom }: Pick<Deps, 'wecom'>,
  { subjectId }: CaseRow,
): Promise<WecomMember | 'unread' | null> {
  return wecom.findMember(subjectId).catch((error: unknown) => {
    if (error instanceof WecomError) return 'unread' as const
    throw error
  })
}

/**
 * Records that the account was enabled. Since a finder of the phone may use it again, this app keeps treating it as locked until
 * people decide.
 */
async function recordReopened(deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> {
  const now = deps.clock.now()
  const patch = { reopenedAt: now, trouble: null, escalationStep: 0, called: [] }
  const saved = await moveCase(deps, tx, row, { ...patch, phase: 'reopened' }, 'lock_undone')
  await cancelEscalation(tx, row.id)
  await scheduleEscalationStep(tx, saved, new Date(now.getTime() + PAGE_EVERY_MS))
  const txDeps = { ...deps, db: tx }
  const { order } = await callList(txDeps, saved)
  const people = [...(await nextPeople(txDeps, saved)), ...order]
  await enqueueCaseNotice(deps, tx, saved, 'device.reopened', people, String(saved.version))
}

/** Records that the account was disabled again, and enqueues the checks that follow a lock. */
async function recordDisabled(deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> {
  const patch = {
    phase: 'locked',
    confirmedAt: deps.clock.now(),
    proof: 'read_back',
    exposure: null,
    recoveryAt: null,
    identityAt: null,
    identityBy: null,
  } as const
  const saved = await moveCase(deps, tx, row, patch, 'lock_restored')
  await cancelEscalation(tx, row.id)
  await enqueueChecks(deps, tx, saved)
}
