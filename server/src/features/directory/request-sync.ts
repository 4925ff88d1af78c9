import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../access/current-actor.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'

/** Enqueues a full sync. Concurrent requests share one sync. */
export async function requestSync(deps: ReadDeps, actor: MemberActor): Promise<void> {
  const now = deps.clock.now()
  const key = 'directory.sync'
  await deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'ops')
    await enqueue(tx, [{ topic: key, payload: {}, dedupeKey: key, groupKey: key, runAt: now }])
    await recordAudit(tx, {
      at: now,
      actor: actor.userid,
      action: 'directory.sync_requested',
      object: 'directory',
      details: {},
    })
  })
}
