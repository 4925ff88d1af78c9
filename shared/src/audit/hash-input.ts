import { canonicalJson } from './canonical-json.ts'

/** Audit row in the chain of releases before the evidence log. `at`: ISO 8601 in UTC with milliseconds. */
export type SealedRow = {
  seq: number
  at: string
  actor: string
  action: string
  object: string
  details: Readonly<Record<string, unknown>>
}

export type SealedBlock = {
  no: number
  seqs: readonly number[]
  /** SHA-256 of each row, hex, in the order of `seqs`. */
  rowHashes: readonly string[]
  /** SHA-256 of `rowsText(rowHashes)`, hex. */
  rowsHash: string
  prevHash: string
  /** SHA-256 of `blockText`, hex. */
  hash: string
  sealedAt: string
}

/** `prevHash` of the first block. */
export const GENESIS = '0'.repeat(64)

// Canonical inputs of the hashes. They must never change: stored chains are verified with them.
export const rowText = ({ seq, at, actor, action, object, details }: SealedRow): string =>
  canonicalJson([seq, at, actor, action, object, details])

export const rowsText = (rowHashes: readonly string[]): string => rowHashes.join('\n')

export const blockText = (block: Pick<SealedBlock, 'no' | 'seqs' | 'rowsHash' | 'prevHash' | 'sealedAt'>): string =>
  canonicalJson([block.no, block.seqs, block.rowsHash, block.prevHash, block.sealedAt])
