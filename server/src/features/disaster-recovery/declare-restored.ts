import type { Deps } from '../../kernel/deps.ts'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { writeSetting } from '../../kernel/settings-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import { type Restored, restoreMarker } from '../../outbox/restore-marker.ts'
import { endAllSessions, forgetTokens, releaseClaims, voidLinks } from './restore-queries.ts'

const RESTORER = 'system:restore'

export type Declared = { sessions: number; links: number }

/**
 * This database is older than WeCom and than people's memory. It sends nothing until ops say so, knows nobody who was
 * signed in, opens nothing by an old link, and remembers up to where what it owes may have been done already.
 */
export async function declareRestored(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  because: Restored['because'],
): Promise<Declared> {
  const at = clock.now()
  return db.transaction(async (tx) => {
    await writeSetting(tx, outboxPause, { value: true, by: RESTORER, at })
    const sessions = await endAllSessions(tx, at)
    const links = await voidLinks(tx, at)
    await forgetTokens(tx)
    const lastJob = await releaseClaims(tx)
    const mark = { at: at.toISOString(), because, lastJob, lookedAt: null, found: [], resumedAt: null }
    await writeSetting(tx, restoreMarker, { value: mark, by: RESTORER, at })
    const details = { because, sessions, links }
    await recordAudit(tx, { at, actor: RESTORER, action: 'database.restored', object: 'database', details })
    return { sessions, links }
  })
}
