import { gunzipSync } from 'node:zlib'
import type { Database } from '../../../db/database.ts'
import { type BatchRow, batchOfSeq } from './log-queries.ts'

export type LoggedLeaf = { seq: number; index: number; text: string }

/** Returns the leaves of a batch in their order. */
export const leavesOf = ({ firstIndex, seqs, leaves }: BatchRow): LoggedLeaf[] => {
  const texts = gunzipSync(leaves).toString('utf8').split('\n')
  return seqs.map((seq, offset) => ({ seq, index: firstIndex + offset, text: texts[offset] ?? '' }))
}

/** Returns the leaf of an audit entry; null: the batch lacks it. */
export const findLeaf = (batch: BatchRow, seq: number): LoggedLeaf | null =>
  leavesOf(batch).find((leaf) => leaf.seq === seq) ?? null

/**
 * Yields the leaves of these audit entries in the order of the log, with one batch at a time in memory. `seqs` must be ascending
 * and without repetition. Entries that are not in the log yet are omitted.
 */
export async function* readLeaves(db: Database, log: number, seqs: ArrayLike<number>): AsyncGenerator<LoggedLeaf> {
  for (let next = 0; next < seqs.length;) {
    const batch = await batchOfSeq(db, log, seqs[next] ?? 0)
    if (!batch) return
    for (const leaf of leavesOf(batch)) {
      while (next < seqs.length && (seqs[next] ?? 0) < leaf.seq) next += 1
      if (seqs[next] !== leaf.seq) continue
      yield leaf
      next += 1
    }
    while (next < seqs.length && (seqs[next] ?? 0) <= batch.lastSeq) next += 1
  }
}
