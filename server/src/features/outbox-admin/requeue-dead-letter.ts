import type { MemberActor } from '@desk/shared/identity/actor'
import { MAX_REQUEUED_JOBS } from '@desk/shared/outbox/requeue-limit'
import { NotFoundError } from '../../kernel/app-error.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import { wakeWorker } from '../../outbox/wake-worker.ts'
import { NotDeadError } from './outbox-errors.ts'
import { findRow, hasPendingDuplicate, listDeadOfCause, lockRow, requeueRow } from './outbox-admin-queries.ts'

/**
 * Requeues a dead letter; with `isForCause` all that stopped for its cause, the oldest first, at most `MAX_REQUEUED_JOBS`.
 * Jobs that cannot be requeued, for example because another member requeued them meanwhile, are left out.
 * @throws NotDeadError when there is nothing to requeue
 */
export async function requeueDeadLetters(
  deps: ReadDeps,
  handlers: JobHandlers,
  actor: MemberActor,
  { id, isForCause }: { id: number; isForCause: boolean },
): Promise<void> {
  const cause = isForCause ? ((await findRow(deps.db, id))?.lastError ?? null) : null
  const ids = cause === null ? [id] : await listDeadOfCause(deps.db, cause, MAX_REQUEUED_JOBS)
  let requeued = 0
  for (const deadId of ids) {
    try {
      await requeueDeadLetter(deps, handlers, actor, deadId)
      requeued += 1
    } catch (error) {
      if (!(error instanceof NotDeadError)) throw error
    }
  }
  if (requeued === 0) throw new NotDeadError()
}

/** Requeues a dead letter; its handler undoes what giving up on the job changed. */
async function requeueDeadLetter(deps: ReadDeps, handlers: JobHandlers, actor: MemberActor, id: number): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const row = await lockRow(tx, id)
    await actorWithRole(deps, tx, actor, 'ops')
    if (!row) throw new NotFoundError()
    if (row.deadAt === null || row.doneAt !== null || (await hasPendingDuplicate(tx, row))) throw new NotDeadError()
    await requeueRow(tx, id, now)
    wakeWorker(tx)
    await handlers[row.topic]?.requeue?.(tx, row, actor)
    const details = { topic: row.topic, cause: row.lastError ?? '' }
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'outbox.retry', object: `outbox:${id}`, details })
  })
}
