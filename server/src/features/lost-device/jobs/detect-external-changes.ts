import { advanceLost } from '@desk/shared/lost-device/lost-device'
import { PAGE_EVERY_MS } from '@desk/shared/lost-device/lost-device-rules'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { WecomError } from '../../../kernel/app-error.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { upsertMember } from '../../../access/actor-queries.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { CaseEffectDeps, CaseStepDeps } from '../cases/case-deps.ts'
import type { Deps, RecordDeps } from '../../../kernel/deps.ts'
import { type CaseRow, findCase, listDoneOutside, lockCase, saveCase } from '../cases/case-queries.ts'
import { callList, nextPeople } from '../cases/case-approvers.ts'
import { cancelEscalation, scheduleEscalationStep, tell } from '../cases/enqueue-case-jobs.ts'
import { recordCase } from '../cases/record-case.ts'

const A_TIME = 100
const DISABLED = 2

/**
 * Somebody enabled a locked account in the console, or disabled it there again. Whatever read the member last brought it
 * to light; WeCom is asked about him once more before anybody is called.
 */
export async function detectExternalChanges(deps: CaseEffectDeps): Promise<void> {
  for (const id of await listDoneOutside(deps.db, A_TIME)) await lookAt(deps, id)
}

/** What WeCom holds of this account now, written to its case; nothing while nobody can say. */
export async function lookAt(deps: CaseEffectDeps, id: RequestId): Promise<void> {
  const seen = await findCase(deps.db, id)
  const member = seen && (await read(deps, seen))
  // Whoever left has a case that ends by itself.
  if (!member || member.status === LEFT) return
  const isDisabled = member.status === DISABLED
  await deps.db.transaction(async (tx) => {
    // People first, then requests, as everywhere.
    await upsertMember(deps, tx, member, deps.clock.now())
    const row = await lockCase(tx, id)
    const phase = row && advanceLost(row.phase, isDisabled ? 'prove_shut' : 'prove_open')
    if (!row || !phase) return
    if (isDisabled) await shut(deps, tx, row)
    else await reopened(deps, tx, row)
  })
}

async function read({ wecom }: Pick<Deps, 'wecom'>, { subjectId }: CaseRow): Promise<WecomMember | null> {
  return wecom.findMember(subjectId).catch((error: unknown) => {
    if (error instanceof WecomError) return null
    throw error
  })
}

/** It may be in the wrong hands again. Here it stays shut; what becomes of it is for people to say. */
async function reopened(deps: CaseStepDeps, tx: Tx, row: CaseRow): Promise<void> {
  const now = deps.clock.now()
  const saved = await saveCase(tx, row, { phase: 'reopened', reopenedAt: now, trouble: null, rung: 0, called: [] }, now)
  await recordCase(deps, tx, saved, 'lock_undone')
  await cancelEscalation(tx, row.id)
  await scheduleEscalationStep(tx, saved, new Date(now.getTime() + PAGE_EVERY_MS))
  const within = { ...deps, db: tx }
  const { order } = await callList(within, saved)
  await tell(
    deps,
    tx,
    saved,
    'device.reopened',
    [...(await nextPeople(within, saved)), ...order],
    String(saved.version),
  )
}

async function shut(deps: RecordDeps, tx: Tx, row: CaseRow): Promise<void> {
  const now = deps.clock.now()
  const patch = {
    phase: 'locked',
    confirmedAt: now,
    proof: 'read_back',
    recoveryAt: null,
    identityAt: null,
    identityBy: null,
  } as const
  await recordCase(deps, tx, await saveCase(tx, row, patch, now), 'lock_restored')
  await cancelEscalation(tx, row.id)
}
