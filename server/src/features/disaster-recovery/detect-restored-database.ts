import type { Deps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { type Restored, restoreMarker } from '../../outbox/restore-marker.ts'
import type { LastSeenAudit } from '../../ports/last-seen-audit.ts'
import { declareRestored } from './declare-restored.ts'
import { newestAuditSeq } from './restore-queries.ts'

type RecogniseDeps = Pick<Deps, 'db' | 'clock' | 'log'> & { seen: LastSeenAudit }

/**
 * Whether the database is older than what this machine has seen of it: then it was restored, whoever forgot to say so.
 * Gives the last restoration, this one or one that was declared. An empty database is a new one.
 */
export async function recogniseRestored(deps: RecogniseDeps): Promise<Restored | null> {
  const known = (await readSetting(deps.db, restoreMarker)).value
  const seen = await deps.seen.read()
  const newest = await newestAuditSeq(deps.db)
  const isOlder = seen !== null && newest > 0 && newest < seen.auditSeq
  // Seen before a restoration that is known: that is the one.
  if (!isOlder || (known !== null && seen.at <= known.at)) return known
  const { sessions } = await declareRestored(deps, 'older_than_seen')
  deps.log.warn({ newest, seen: seen.auditSeq, sessions }, 'the database was restored: sending is paused')
  await recordLastSeen(deps)
  return (await readSetting(deps.db, restoreMarker)).value
}

/** Remembers how far the audit is, outside of the database. */
export async function recordLastSeen({ db, clock, seen }: Pick<RecogniseDeps, 'db' | 'clock' | 'seen'>): Promise<void> {
  await seen.write({ auditSeq: await newestAuditSeq(db), at: clock.now().toISOString() })
}
