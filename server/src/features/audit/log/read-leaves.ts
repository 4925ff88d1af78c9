import { gunzipSync } from 'node:zlib'
import type { Database } from '../../../db/database.ts'
import { type BatchRow, batchOfSeq } from './log-queries.ts'

export type LoggedLeaf = { seq: number; index: number; text: string }

/** Returns the leaves of a batch in their order. */
export const leavesOf = ({ firstIndex, seqs, leaves }: BatchRow): LoggedLeaf[] => {
  const texts = gunzipSync(leaves).toString('utf8').split('\n')
  return seqs.map((seq, at) => ({ seq, index: firstIndex + at, text: texts[at] ?? '' }))
}

/** Returns the leaf of an audit entry; null: the batch lacks it. */
export const findLeaf = (batch: BatchRow, seq: number): LoggedLeaf | null =>
  leavesOf(batch).find((leaf) => leaf.seq === seq) ?? null

/**
 * Yields the leaves of these audit entries in the order of the log, a batch at a time in memory. `seqs` are ascending, without
 * repetition. Entries that are not logged yet are left out.
 */
export async function* readLeaves(db: Database, log: number, seqs: ArrayLike<number>): AsyncGenerator<LoggedLeaf> {
  for (let at = 0; at < seqs.length;) {
    const batch = await batchOfSeq(db, log, seqs[at] ?? 0)
    if (!batch) return
    for (const leaf of leavesOf(batch)) {
      while (at < seqs.length && (seqs[at] ?? 0) < leaf.seq) at += 1
      if (seqs[at] !== leaf.seq) continue
      yield leaf
      at += 1
    }
    while (at < seqs.length && (seqs[at] ?? 0) <= batch.lastSeq) at += 1
  }
}
