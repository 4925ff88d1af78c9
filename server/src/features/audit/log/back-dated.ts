import { MAX_LATE_MS } from '@desk/shared/evidence/bundle/check-anchors'
import type { EntryRow } from '../chain/chain-queries.ts'
import type { AnchorRow } from './checkpoint-queries.ts'
import type { BatchRow, LogRow } from './log-queries.ts'

/** The action of the entry with which a log begins. Entries before it existed already, whatever their date. */
export const LOG_BEGUN = 'audit.log_begun'

/**
 * Returns whether an entry is a signature that is dated long before an anchor which does not contain it. The sealer signs whatever
 * it finds: without this, somebody who writes to the database alone could date a signature as they like.
 */
export const isBackDated = ({ action, at }: EntryRow, anchoredAt: Date): boolean =>
  action === 'policy.signed' && at.getTime() < anchoredAt.getTime() - MAX_LATE_MS

/** Returns a function that finds the first back-dated signature of a log in its batches, which it is given in order. */
export function createDateChecker({ origin }: LogRow, anchors: readonly AnchorRow[]) {
  const bySize = anchors.toSorted((one, other) => one.size - other.size)
  let passed = 0
  let lastAt = new Date(0)
  let hasBegun = false
  return ({ firstIndex }: BatchRow, rows: readonly EntryRow[]): { kind: 'row_back_dated'; seq: number } | null => {
    for (const [nth, row] of rows.entries()) {
      for (let one = bySize[passed]; one && one.size <= firstIndex + nth; one = bySize[++passed])
        if (one.at > lastAt) lastAt = one.at
      if (hasBegun && isBackDated(row, lastAt)) return { kind: 'row_back_dated', seq: row.seq }
      hasBegun ||= row.action === LOG_BEGUN && row.object === origin
    }
    return null
  }
}
