import { blockText, rowsText, rowText } from '@desk/shared/audit/hash-input'
import { sha256 } from '../../../kernel/hash.ts'
import type { BlockRow, EntryRow } from './chain-queries.ts'

/** Returns the hash that a row has in the chain of earlier releases. */
export const hashOfRow = (row: EntryRow): string => sha256(rowText({ ...row, at: row.at.toISOString() }))

export const hashOfRows = (rowHashes: readonly string[]): string => sha256(rowsText(rowHashes))

export const hashOfBlock = (block: Pick<BlockRow, 'no' | 'seqs' | 'rowsHash' | 'prevHash' | 'sealedAt'>): string =>
  sha256(blockText({ ...block, sealedAt: block.sealedAt.toISOString() }))
