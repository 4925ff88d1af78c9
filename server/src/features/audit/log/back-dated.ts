import { MAX_LATE_MS } from '@desk/shared/evidence/bundle/check-anchors'
import type { EntryRow } from '../chain/chain-queries.ts'
import type { AnchorRow } from './checkpoint-queries.ts'
import type { BatchRow, LogRow } from './log-queries.ts'

/** The action of the entry that records the beginning of a log. Earlier entries may have any date, which is not checked. */
export const LOG_BEGUN = 'audit.log_begun'

/**
 * Returns whether an entry is a signature that is dated long before an anchor which does not contain it. The sealer signs
 * whatever it finds: without this check, somebody who can write only to the database could date a signature as they like.
 */
export const isBackDated = ({ action, at }: EntryRow, anchoredAt: Date): boolean =>
  action === 'policy.signed' && at.getTime() < anchoredAt.getTime() - MAX_LATE_MS

/** Returns a function that takes the batches of a log, in order, and returns the first back-dated signature of a batch. */
export function createDateChecker({ origin }: LogRow, anchors: readonly AnchorRow[]) {
  const bySize = anchors.toSorted((anchor, other) => anchor.size - other.size)
  let passed = 0
  let lastAt = new Date(0)
  let hasBegun = false
  return ({ firstIndex }: BatchRow, rows: readonly EntryRow[]): { kind: 'row_back_dated'; seq: number } | null => {
    for (const [position, row] of rows.entries()) {
      for (let anchor = bySize[passed]; anchor && anchor.size <= firstIndex + position; anchor = bySize[++passed])
        if (anchor.at > lastAt) lastAt = anchor.at
      if (hasBegun && isBackDated(row, lastAt)) return { kind: 'row_back_dated', seq: row.seq }
      hasBegun ||= row.action === LOG_BEGUN && row.object === origin
    }
    return null
  }
}
