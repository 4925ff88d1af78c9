import { gunzipSync } from 'node:zlib'
import type { Database } from '../../../db/database.ts'
import { type BatchRow, listBatchesOfSeqs } from './log-queries.ts'

export type LoggedLeaf = { seq: number; index: number; text: string }

/** Returns the leaves of a batch in their order. */
export const leavesOf = ({ firstIndex, seqs, leaves }: BatchRow): LoggedLeaf[] => {
  const texts = gunzipSync(leaves).toString('utf8').split('\n')
  return seqs.map((seq, at) => ({ seq, index: firstIndex + at, text: texts[at] ?? '' }))
}

/** Returns the leaf of an audit entry; null: the batch lacks it. */
export const findLeaf = (batch: BatchRow, seq: number): LoggedLeaf | null =>
  leavesOf(batch).find((leaf) => leaf.seq === seq) ?? null

/** Audit entries per query, which limits the batches in memory. */
const SEQS = 2_000

/** Returns the leaves of these audit entries, ordered as the log is. Entries that are not logged yet are left out. */
export async function readLeaves(db: Database, log: number, seqs: readonly number[]): Promise<LoggedLeaf[]> {
  const ordered = [...new Set(seqs)].sort((one, other) => one - other)
  const leaves: LoggedLeaf[] = []
  for (let at = 0; at < ordered.length; at += SEQS) {
    const wanted = ordered.slice(at, at + SEQS)
    const range = { from: wanted[0] ?? 0, to: wanted.at(-1) ?? 0 }
    const isWanted = new Set(wanted)
    for (const batch of await listBatchesOfSeqs(db, log, range))
      if (batch.seqs.some((seq) => isWanted.has(seq)))
        leaves.push(...leavesOf(batch).filter(({ seq }) => isWanted.has(seq)))
  }
  return leaves
}
