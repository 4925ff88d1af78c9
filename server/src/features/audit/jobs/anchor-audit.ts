import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { Deps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { insertAnchor, listAnchorsAfter, rowsSealedAfter } from '../anchor-queries.ts'
import { anchorJob } from '../anchor-job.ts'
import { lastBlock, tryChainLock } from '../seal-queries.ts'
import { lastAnchor } from '../verify-queries.ts'

/** The auditors are told when they come to work, every day at the same hour, so that a missing message is noticed. */
const HOUR_OF_DAY = 9

type AnchorDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'anchorFile'>

/** Lets today's head of the chain leave the house, once a day and at the very first start. True: it did so now. */
export async function anchorAudit(deps: AnchorDeps): Promise<boolean> {
  const isNew = await deps.db.transaction(async (tx) => {
    if (!(await tryChainLock(tx))) return false
    const [head, last] = [await lastBlock(tx), await lastAnchor(tx)]
    const at = deps.clock.now()
    if (!head || head.no === last?.blockNo || (last && !isDue(deps.site.timeZone, last.at, at))) return false
    const rows = (last?.rows ?? 0) + (await rowsSealedAfter(tx, last?.blockNo ?? 0))
    await insertAnchor(tx, { blockNo: head.no, hash: head.hash, rows, at })
    await enqueue(tx, [anchorJob(head.no, at)])
    const object = `block:${String(head.no)}`
    await recordAudit(tx, { at, actor: 'system:audit', action: 'audit.anchored', object, details: { hash: head.hash } })
    return true
  })
  await catchUpFile(deps)
  return isNew
}

/** Each instance keeps a file of its own, and also the heads that another one took. */
async function catchUpFile({ db, anchorFile }: AnchorDeps): Promise<void> {
  const kept = (await anchorFile.read()).at(-1)
  const missing = await listAnchorsAfter(db, kept?.blockNo ?? 0)
  await anchorFile.append(missing.map((anchor) => ({ ...anchor, at: anchor.at.toISOString() })))
}

function isDue(timeZone: string, last: Date, now: Date): boolean {
  // Counted from that hour, a day is the day of the calendar.
  const dayOf = (at: Date) => dayIn(timeZone, new Date(at.getTime() - HOUR_OF_DAY * 3_600_000))
  return dayOf(now) > dayOf(last)
}
