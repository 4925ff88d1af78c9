import type { BatchView, ReviewBody } from '@desk/shared/accounts/account-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Tx } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { AccountRefusedError } from '../account-errors.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { auditEntry } from '../model/account-audit.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import { groupByAdmin, listResponsible, notifyAccount } from '../model/account-notices.ts'
import { type BatchId, lockBatch, lockWaitingRows, saveOpenings, type OpeningRow } from '../model/opening-queries.ts'
import { planHash } from '../model/plan-hash.ts'
import { scheduleCreation } from '../opening/schedule-creation.ts'
import { getBatch } from './get-batch.ts'
import { isOwnBatch } from './own-batch.ts'

/**
 * Confirms the openings of a batch that wait for review, except the excluded ones, or returns them all. The hash must be
 * that of the current plan. Nobody decides who submitted the batch or corrected one of the waiting openings.
 */
export async function reviewBatch(
  deps: AccountDeps,
  actor: MemberActor,
  { id, ...body }: { id: BatchId } & ReviewBody,
): Promise<BatchView> {
  await deps.db.transaction(async (tx) => {
    const batch = await lockBatch(tx, id)
    await actorWithRole(deps, tx, actor, 'ops')
    if (!batch) throw new NotFoundError()
    const waiting = await lockWaitingRows(tx, id)
    if (isOwnBatch(batch, waiting, actor.userid)) throw new AccountRefusedError('own_entry')
    const hash = planHash(waiting)
    if (hash === null) throw new AccountRefusedError('command_refused')
    if (hash !== body.planHash) throw new AccountRefusedError('changed_meanwhile')
    if (body.decision === 'return') await returnRows(deps, tx, actor, { waiting, reason: body.reason, hash })
    else await confirmRows(deps, tx, actor, { waiting, excluded: body.excluded, hash })
  })
  deps.failPoints.hit('account.reviewed')
  return getBatch(deps, actor, id)
}

type Exclusions = Extract<ReviewBody, { decision: 'confirm' }>['excluded']

async function confirmRows(
  deps: AccountDeps,
  tx: Tx,
  actor: MemberActor,
  { waiting, excluded, hash }: { waiting: readonly OpeningRow[]; excluded: Exclusions; hash: string },
): Promise<void> {
  const reasons = new Map(excluded.map(({ id, reason }) => [id, reason]))
  if ([...reasons.keys()].some((id) => !waiting.some((row) => row.id === id)))
    throw new AccountRefusedError('changed_meanwhile')
  const at = deps.clock.now()
  const review = { reviewedBy: actor.userid, reviewedAt: at }
  const confirmed = waiting.filter(({ id }) => !reasons.has(id))
  const ids = confirmed.map(({ id }) => id)
  await saveOpenings(tx, ids, { state: 'scheduled', reason: null, ...review }, at)
  for (const [id, reason] of reasons) await saveOpenings(tx, [id], { state: 'excluded', reason, ...review }, at)
  await scheduleCreation(
    deps,
    tx,
    confirmed.map((row) => ({ ...row, version: row.version + 1 })),
  )
  await recordAudit(
    tx,
    ...waiting.map(({ id }) =>
      auditEntry(deps, {
        actor: actor.userid,
        action: reasons.has(id) ? 'account.excluded' : 'account.confirmed',
        object: id,
        details: { plan: hash },
      }),
    ),
  )
  await notifyAdmins(deps, tx, confirmed)
  if (reasons.size > 0)
    await notifySubmitters(
      deps,
      tx,
      actor,
      waiting.filter(({ id }) => reasons.has(id)),
      hash,
    )
}

async function returnRows(
  deps: AccountDeps,
  tx: Tx,
  actor: MemberActor,
  { waiting, reason, hash }: { waiting: readonly OpeningRow[]; reason: string; hash: string },
): Promise<void> {
  const at = deps.clock.now()
  const ids = waiting.map(({ id }) => id)
  await saveOpenings(tx, ids, { state: 'returned', reason, reviewedBy: actor.userid, reviewedAt: at }, at)
  await recordAudit(
    tx,
    ...ids.map((object) => auditEntry(deps, { actor: actor.userid, action: 'account.returned', object })),
  )
  await notifySubmitters(deps, tx, actor, waiting, hash)
}

/** Notifies the submitters of these openings, which were excluded or returned. */
async function notifySubmitters(
  deps: AccountDeps,
  tx: Tx,
  actor: MemberActor,
  rows: readonly OpeningRow[],
  plan: string,
): Promise<void> {
  const person = (await memberNames(tx, [actor.userid]))(actor.userid).name
  for (const submittedBy of new Set(rows.map((row) => row.submittedBy))) {
    const own = rows.filter((row) => row.submittedBy === submittedBy)
    const [first] = own
    if (!first) continue
    await notifyAccount(deps, tx, {
      event: 'account.returned',
      // One person may answer for several who submitted.
      object: `${first.id}:${plan.slice(0, 16)}`,
      userids: await listResponsible({ ...deps, db: tx }, submittedBy),
      values: { person, count: String(own.length) },
      path: pagePaths.joinerBatch(first.batchId),
    })
  }
}

const earliestDay = (rows: readonly OpeningRow[]): string => rows.map(({ startsOn }) => startsOn).sort()[0] ?? ''

/** Notifies the department admins of the people who will join their departments. */
async function notifyAdmins(deps: AccountDeps, tx: Tx, rows: readonly OpeningRow[]): Promise<void> {
  for (const [userid, own] of await groupByAdmin({ ...deps, db: tx }, rows)) {
    const [first] = own
    if (!first) continue
    await notifyAccount(deps, tx, {
      event: 'account.joining',
      object: `${first.batchId}:${first.id}`,
      userids: [userid],
      values: { count: String(own.length), day: earliestDay(own) },
      path: pagePaths.home,
    })
  }
}
