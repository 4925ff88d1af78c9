import { canonicalJson } from './canonical-json.ts'

/** An audit row as it is sealed and exported. `at` is an ISO instant in UTC, to the millisecond. */
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
  rowsHash: string
  prevHash: string
  hash: string
  sealedAt: string
}

/** What the first block names as the one before it. */
export const GENESIS = '0'.repeat(64)

// The texts that are hashed. Sealed for good: another text would need another version of the chain.
export const rowText = ({ seq, at, actor, action, object, details }: SealedRow): string =>
  canonicalJson([seq, at, actor, action, object, details])

export const rowsText = (rowHashes: readonly string[]): string => rowHashes.join('\n')

export const blockText = (block: Pick<SealedBlock, 'no' | 'seqs' | 'rowsHash' | 'prevHash' | 'sealedAt'>): string =>
  canonicalJson([block.no, block.seqs, block.rowsHash, block.prevHash, block.sealedAt])
