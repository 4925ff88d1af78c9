import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { writeSetting } from '../../kernel/settings-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import { type Restored, restoreMarker } from '../../outbox/restore-marker.ts'
import { deleteTokens, endAllSessions, endTemporaryAccess, releaseLeases } from './restore-queries.ts'

export const restoreJob: SystemActor = { kind: 'system', job: 'restore' }

/**
 * Marks the database as restored from a backup, hence older than WeCom. Pauses the outbox until ops resume it, ends all
 * sessions, invalidates links and tokens, and stores the last job whose effect may have happened before the restore.
 */
export async function declareRestored(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  because: Restored['because'],
): Promise<{ sessions: number; links: number }> {
  const at = clock.now()
  const actor = actorName(restoreJob)
  return db.transaction(async (tx) => {
    await writeSetting(tx, outboxPause, { value: true, by: actor, at })
    const sessions = await endAllSessions(tx, at)
    const links = await endTemporaryAccess(tx, at)
    await deleteTokens(tx)
    const lastJob = await releaseLeases(tx)
    const mark = { at: at.toISOString(), because, lastJob, lookedAt: null, found: [], resumedAt: null }
    await writeSetting(tx, restoreMarker, { value: mark, by: actor, at })
    const details = { because, sessions, links }
    await recordAudit(tx, { at, actor, action: 'database.restored', object: 'database', details })
    return { sessions, links }
  })
}
