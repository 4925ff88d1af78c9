import type { AuditPage, AuditReport } from '@desk/shared/audit/audit-schemas'
import { DAY_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Deps } from '../../kernel/deps.ts'
import { lastAnchor } from './log/checkpoint-queries.ts'
import { rootOfNote } from './log/log-head.ts'
import type { LogRow } from './log/log-queries.ts'
import { seqOfIndex, tailAfter } from './log/tail-queries.ts'

/** Maximum age of rows without an anchor: one day, and one minute for the daily job. */
const TAIL_AGE_MAX_MS = DAY_MS + MINUTE_MS

/** Returns the last anchor, and how many rows were written since. */
export async function describeTail({
  db,
  clock,
}: Pick<Deps, 'db' | 'clock'>): Promise<Pick<AuditReport, 'anchor' | 'tail'>> {
  const anchor = await lastAnchor(db)
  const { rows, oldestAt } = await tailAfter(db, anchor ? await seqOfIndex(db, anchor.log, anchor.size - 1) : 0)
  return {
    anchor: anchor && { size: anchor.size, at: anchor.at.toISOString(), root: rootOfNote(anchor.note) },
    tail: {
      rows,
      oldestAt: oldestAt?.toISOString() ?? null,
      isTooOld: oldestAt !== null && clock.now().getTime() - oldestAt.getTime() > TAIL_AGE_MAX_MS,
    },
  }
}

/** Returns the state of the log: its public key, the last anchor, and how many rows were written since. */
export const describeChain = async (
  deps: Pick<Deps, 'db' | 'clock'>,
  log: LogRow | null,
): Promise<AuditPage['chain']> => ({ ...(await describeTail(deps)), vkey: log?.vkey ?? null })
