import type { Deps } from '../../../kernel/deps.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { type Restored, restoreMarker } from '../../../outbox/restore-marker.ts'
import type { LastSeenAudit } from '../../../ports/last-seen-audit.ts'
import { declareRestored } from '../declare-restored.ts'
import { readNewestAuditSeq } from '../../../kernel/audit/newest-entry-queries.ts'

type DetectDeps = Pick<Deps, 'db' | 'clock' | 'log'> & { seen: LastSeenAudit }

/**
 * Detects an undeclared restore: the database is older than the last state that this machine has stored. Returns the last
 * restore, detected or declared. An empty database counts as new.
 */
export async function detectRestoredDatabase(deps: DetectDeps): Promise<Restored | null> {
  const lastRestore = (await readSetting(deps.db, restoreMarker)).value
  const seen = await deps.seen.read()
  const newest = await readNewestAuditSeq(deps.db)
  const isOlder = seen !== null && newest < seen.auditSeq
  // The stored state is older than a known restore, which explains the difference.
  if (!isOlder || (lastRestore !== null && seen.at <= lastRestore.at)) return lastRestore
  if (newest === 0) {
    // A new database: the stored state belongs to another one. It is overwritten, since it would make the first entries
    // of this one look like a restore.
    await writeLastSeen(deps)
    return lastRestore
  }
  const { sessions } = await declareRestored(deps, 'older_than_seen')
  deps.log.warn({ newest, seen: seen.auditSeq, sessions }, 'the database was restored: sending is paused')
  await writeLastSeen(deps)
  return (await readSetting(deps.db, restoreMarker)).value
}

/**
 * Stores the newest audit number outside the database. A smaller one than before means that the database was replaced by
 * an older one while this server ran: it is declared as restored. Returns the last restore.
 */
export async function recordLastSeen(deps: DetectDeps): Promise<Restored | null> {
  const restored = await detectRestoredDatabase(deps)
  await writeLastSeen(deps)
  return restored
}

async function writeLastSeen({ db, clock, seen }: Pick<DetectDeps, 'db' | 'clock' | 'seen'>): Promise<void> {
  await seen.write({ auditSeq: await readNewestAuditSeq(db), at: clock.now().toISOString() })
}
