import type { MemberActor } from '@desk/shared/identity/actor'
import { actorWithRole } from '../../access/current-actor.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { readSetting, writeSetting } from '../../kernel/settings-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import { restoreMarker } from '../../outbox/restore-marker.ts'
import { wakeWorker } from '../../outbox/wake-worker.ts'

/** Pauses or resumes the outbox of all instances, from the next claim on. Jobs in progress are finished. */
export async function pauseOutbox(
  deps: ReadDeps,
  actor: MemberActor,
  { isPaused }: { isPaused: boolean },
): Promise<void> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const before = await readSetting(tx, outboxPause)
    if (before.value === isPaused) return
    await writeSetting(tx, outboxPause, { value: isPaused, by: actor.userid, at })
    await actorWithRole(deps, tx, actor, 'ops')
    const { value: mark } = await readSetting(tx, restoreMarker)
    if (!isPaused && mark !== null && mark.resumedAt === null) {
      const resumed = { ...mark, resumedAt: at.toISOString() }
      await writeSetting(tx, restoreMarker, { value: resumed, by: actor.userid, at })
    }
    if (!isPaused) wakeWorker(tx)
    const action = isPaused ? 'outbox.pause' : 'outbox.resume'
    await recordAudit(tx, { at, actor: actor.userid, action, object: 'outbox', details: {} })
  })
}
