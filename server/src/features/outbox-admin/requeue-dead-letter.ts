import type { MemberActor } from '@desk/shared/identity/actor'
import { NotFoundError } from '../../kernel/app-error.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import { wakeWorker } from '../../outbox/wake-worker.ts'
import { NotDeadError } from './outbox-errors.ts'
import { hasPendingDuplicate, lockRow, requeueRow } from './outbox-admin-queries.ts'

/** Requeues a dead letter, and reverts what its handler cancelled. */
export async function requeueDeadLetter(
  deps: ReadDeps,
  handlers: JobHandlers,
  actor: MemberActor,
  id: number,
): Promise<void> {
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
