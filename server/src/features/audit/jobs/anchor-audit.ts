import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { HOUR_MS } from '@desk/shared/kernel/durations'
import type { Deps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { insertAnchor, listAnchorsAfter, rowsSealedAfter } from '../anchor-queries.ts'
import { anchorJob } from '../anchor-handlers.ts'
import { lastBlock, tryChainLock } from '../seal-queries.ts'
import { lastAnchor } from '../verify-queries.ts'

/** Local hour of the daily anchor: at the start of work, so that auditors notice a missing message. */
const HOUR_OF_DAY = 9

const auditJob: SystemActor = { kind: 'system', job: 'audit' }

type AnchorDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'anchorFile'>

/** Anchors the head of the chain once a day, and at the first start. True: a new anchor was created. */
export async function anchorAudit(deps: AnchorDeps): Promise<boolean> {
  const isNew = await deps.db.transaction(async (tx) => {
    if (!(await tryChainLock(tx))) return false
    const [head, last] = [await lastBlock(tx), await lastAnchor(tx)]
    const at = deps.clock.now()
    if (!head || head.no === last?.blockNo || (last && !isDue(deps.site.timeZone, last.at, at))) return false
    const rows = (last?.rows ?? 0) + (await rowsSealedAfter(tx, last?.blockNo ?? 0))
    await insertAnchor(tx, { blockNo: head.no, hash: head.hash, rows, at })
    await enqueue(tx, [anchorJob(head.no, at)])
    const [actor, object] = [actorName(auditJob), `block:${head.no}`]
    await recordAudit(tx, { at, actor, action: 'audit.anchored', object, details: { hash: head.hash } })
    return true
  })
  await appendMissingAnchors(deps)
  return isNew
}

/** Appends missing anchors to the file of this instance, also those that another instance created. */
async function appendMissingAnchors({ db, anchorFile }: AnchorDeps): Promise<void> {
  const last = (await anchorFile.read()).at(-1)
  const missing = await listAnchorsAfter(db, last?.blockNo ?? 0)
  await anchorFile.append(missing.map((anchor) => ({ ...anchor, at: anchor.at.toISOString() })))
}

function isDue(timeZone: string, last: Date, now: Date): boolean {
  // Days are counted from `HOUR_OF_DAY` on.
  const dayOf = (at: Date) => dayIn(timeZone, new Date(at.getTime() - HOUR_OF_DAY * HOUR_MS))
  return dayOf(now) > dayOf(last)
}
