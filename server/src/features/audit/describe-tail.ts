import type { AuditReport } from '@desk/shared/audit/audit-schemas'
import { DAY_MS, MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Deps } from '../../kernel/deps.ts'
import { findBlock, lastAnchor, tailAfter } from './verify-queries.ts'

/** Maximum age of rows without an anchor: one day, and one minute for the daily job. */
const TAIL_AGE_MAX_MS = DAY_MS + MINUTE_MS

/** Returns the last anchor, and how many rows were written since. */
export async function describeTail({
  db,
  clock,
}: Pick<Deps, 'db' | 'clock'>): Promise<Pick<AuditReport, 'anchor' | 'tail'>> {
  const anchor = await lastAnchor(db)
  const block = anchor === null ? null : await findBlock(db, anchor.blockNo)
  const { rows, oldestAt } = await tailAfter(db, block?.lastSeq ?? 0)
  return {
    anchor: anchor && { block: anchor.blockNo, at: anchor.at.toISOString(), hash: anchor.hash },
    tail: {
      rows,
      oldestAt: oldestAt?.toISOString() ?? null,
      isTooOld: oldestAt !== null && clock.now().getTime() - oldestAt.getTime() > TAIL_AGE_MAX_MS,
    },
  }
}
