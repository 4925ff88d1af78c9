import { blockText, rowsText, rowText, type SealedRow } from '@desk/shared/audit/hash-input'
import { sha256 } from '../../kernel/hash.ts'
import type { BlockRow, EntryRow } from './seal-queries.ts'

export const toSealedRow = (row: EntryRow): SealedRow => ({ ...row, at: row.at.toISOString() })

export const hashOfRow = (row: EntryRow): string => sha256(rowText(toSealedRow(row)))

export const hashOfRows = (rowHashes: readonly string[]): string => sha256(rowsText(rowHashes))

export const hashOfBlock = (block: Pick<BlockRow, 'no' | 'seqs' | 'rowsHash' | 'prevHash' | 'sealedAt'>): string =>
  sha256(blockText({ ...block, sealedAt: block.sealedAt.toISOString() }))
