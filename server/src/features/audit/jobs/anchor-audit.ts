import { actorName } from '@desk/shared/identity/actor'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { Deps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { anchorJob } from '../anchor-handlers.ts'
import { insertAnchor, lastAnchor, lastCheckpoint } from '../log/checkpoint-queries.ts'
import { currentLog } from '../log/log-queries.ts'
import { auditJob } from '../log/open-log.ts'
import { trySealerLock } from '../log/seal-queries.ts'
import { seqOfIndex, tailAfter } from '../log/tail-queries.ts'

/** Local hour of the daily anchor: at the start of work, so that auditors notice a missing message. */
const HOUR_OF_DAY = 9

type AnchorDeps = Pick<Deps, 'db' | 'clock' | 'site'>

/** Anchors the signed log once a day, and when a log begins. True: a new anchor was created. */
export function anchorAudit(deps: AnchorDeps): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    if (!(await trySealerLock(tx))) return false
    const log = await currentLog(tx)
    const head = log && (await lastCheckpoint(tx, log.no))
    const last = await lastAnchor(tx)
    const at = deps.clock.now()
    if (!log || !head) return false
    if (last?.log === log.no && (last.size === head.size || !isDue(deps.site.timeZone, last.at, at))) return false
    // After a standstill, entries that are not sealed yet would look as if they had been back-dated.
    const { oldestAt } = await tailAfter(tx, await seqOfIndex(tx, log.no, head.size - 1))
    if (oldestAt !== null && at.getTime() - oldestAt.getTime() > HOUR_MS) return false
    await insertAnchor(tx, { log: log.no, size: head.size, at })
    await enqueue(tx, [anchorJob(log.no, head.size, at)])
    const details = { origin: log.origin, size: head.size }
    await recordAudit(tx, { at, actor: actorName(auditJob), action: 'audit.anchored', object: log.origin, details })
    return true
  })
}

function isDue(timeZone: string, last: Date, now: Date): boolean {
  // Days are counted from `HOUR_OF_DAY` on.
  const dayOf = (at: Date) => dayIn(timeZone, new Date(at.getTime() - HOUR_OF_DAY * HOUR_MS))
  return dayOf(now) > dayOf(last)
}
