import type { MemberActor } from '@desk/shared/identity/actor'
import { NotFoundError } from '../../kernel/app-error.ts'
import { actorWithRole } from '../../access/current-actor.ts'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { erasableText } from '../../kernel/audit/erasable-text.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import { wakeWorker } from '../../outbox/wake-worker.ts'
import { NotDeadError, DifferentValueError } from './outbox-errors.ts'
import { closeDead, findRow, lockRow } from './outbox-admin-queries.ts'

type CloseDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>

/**
 * Closes a dead letter whose effect was done manually in WeCom's console, after one check against WeCom.
 *
 * @throws DifferentValueError when WeCom does not show the effect, NotDeadError when the job is being retried or is done
 */
export async function closeManually(
  deps: CloseDeps,
  handlers: JobHandlers,
  actor: MemberActor,
  input: { id: number; reason: string },
): Promise<void> {
  const row = await findRow(deps.db, input.id)
  if (!row) throw new NotFoundError()
  if (row.deadAt === null || row.doneAt !== null) throw new NotDeadError()
  const confirm = handlers[row.topic]?.confirmManually
  const conclude = confirm ? await confirm(row, actor) : null
  if (!conclude) throw new DifferentValueError()
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const locked = await lockRow(tx, input.id)
    await actorWithRole(deps, tx, actor, 'ops')
    if (!locked || locked.deadAt === null || locked.doneAt !== null) throw new NotDeadError()
    await conclude(tx)
    await closeDead(tx, input.id, now)
    wakeWorker(tx)
    const details = { topic: row.topic, cause: row.lastError ?? '', reason: erasableText(deps, input.reason) }
    const object = `outbox:${input.id}`
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'outbox.done_by_hand', object, details })
  })
}
