import type { MemberActor } from '@desk/shared/identity/actor'
import { NotFoundError } from '../../kernel/app-error.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import { wakeWorker } from '../../outbox/wake-worker.ts'
import { NotDeadError } from './outbox-errors.ts'
import { findRow, hasPendingDuplicate, listDeadOfCause, lockRow, requeueRow } from './outbox-admin-queries.ts'

/** Dead letters that one act requeues at most beside the one that it names. */
const OTHERS_MAX = 200

/**
 * Requeues a dead letter; with `isForCause` also the others that stopped for the same cause, the oldest first. One of these
 * that another member requeued meanwhile is left out.
 */
export async function requeueDeadLetters(
  deps: ReadDeps,
  handlers: JobHandlers,
  actor: MemberActor,
  { id, isForCause }: { id: number; isForCause: boolean },
): Promise<void> {
  const cause = isForCause ? ((await findRow(deps.db, id))?.lastError ?? null) : null
  await requeueDeadLetter(deps, handlers, actor, id)
  if (cause === null) return
  for (const other of await listDeadOfCause(deps.db, cause, OTHERS_MAX)) {
    try {
      await requeueDeadLetter(deps, handlers, actor, other)
    } catch (error) {
      if (!(error instanceof NotDeadError)) throw error
    }
  }
}

/** Requeues a dead letter, and reverts what its handler cancelled. */
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
