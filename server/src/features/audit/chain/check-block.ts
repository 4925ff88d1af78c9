import { GENESIS } from '@desk/shared/audit/hash-input'
import { hashOfBlock, hashOfRow, hashOfRows } from './hash-chain.ts'
import type { BlockRow, EntryRow } from './chain-queries.ts'

/** First error of the chain of earlier releases. */
export type ChainBreak =
  | { kind: 'row_changed' | 'row_missing' | 'row_added'; seq: number; block: number }
  | { kind: 'block_changed' | 'block_missing'; block: number }
  | {
      kind: 'anchor_differs' | 'anchor_missing'
      block: number
      since: number
      anchoredAt: string
      keptIn: 'database' | 'file'
    }

/** Returns the first error of a block, given the previous block; null: the block is intact. */
export function checkBlock(block: BlockRow, previous: BlockRow | null, rows: readonly EntryRow[]): ChainBreak | null {
  const expectedNo = (previous?.no ?? 0) + 1
  if (block.no !== expectedNo) return { kind: 'block_missing', block: expectedNo }
  if (!isConsistent(block, previous?.lastSeq ?? Number.NEGATIVE_INFINITY))
    return { kind: 'block_changed', block: block.no }
  // The block is consistent but refers to another predecessor: the previous block was recreated with a new hash.
  if (block.prevHash !== (previous?.hash ?? GENESIS)) return { kind: 'block_changed', block: previous?.no ?? block.no }
  return firstBadRow(block, rows)
}

function isConsistent(block: BlockRow, after: number): boolean {
  const { seqs, rowHashes } = block
  return (
    seqs.length > 0 &&
    seqs.length === rowHashes.length &&
    seqs.every((seq, index) => seq > (seqs[index - 1] ?? after)) &&
    block.firstSeq === seqs[0] &&
    block.lastSeq === seqs.at(-1) &&
    block.rowsHash === hashOfRows(rowHashes) &&
    block.hash === hashOfBlock(block)
  )
}

/** Compares the sealed numbers with the existing rows in one pass, both ascending. */
function firstBadRow({ no, seqs, rowHashes }: BlockRow, rows: readonly EntryRow[]): ChainBreak | null {
  let next = 0
  for (const [index, seq] of seqs.entries()) {
    const row = rows[next]
    if (row && row.seq < seq) return { kind: 'row_added', seq: row.seq, block: no }
    if (row?.seq !== seq) return { kind: 'row_missing', seq, block: no }
    if (hashOfRow(row) !== rowHashes[index]) return { kind: 'row_changed', seq, block: no }
    next += 1
  }
  const extra = rows[next]
  return extra ? { kind: 'row_added', seq: extra.seq, block: no } : null
}
