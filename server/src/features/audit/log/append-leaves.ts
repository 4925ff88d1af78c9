import { gzipSync } from 'node:zlib'
import { type Hash, leafHash, rootOf } from '@desk/shared/evidence/merkle'
import { utf8 } from '@desk/shared/evidence/bytes'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { leafOfChain, leafText } from './leaf.ts'
import {
  type BatchRow,
  type HashRange,
  insertBatches,
  insertTiles,
  listStoredHashes,
  type LogEnd,
  type LogRow,
  STORED_MAX,
  type TileRow,
} from './log-queries.ts'
import type { EntryRow } from '../chain/chain-queries.ts'
import { hashesBetween, TILE_HASHES } from './tree-reader.ts'

/** Appends these entries to the log in their order, and stores the tiles that they complete. */
export async function appendLeaves(
  deps: Pick<Deps, 'ids'>,
  tx: Tx,
  { log, end, rows }: { log: LogRow; end: LogEnd; rows: readonly EntryRow[] },
): Promise<void> {
  const leaves: string[] = []
  for (const row of rows) leaves.push(row.seq <= log.chainSeq ? await leafOfChain(tx, deps, row) : leafText(row))
  const hashes = leaves.map((leaf) => leafHash(utf8(leaf)))
  const batches: BatchRow[] = []
  for (let start = 0; start < rows.length; start += STORED_MAX) {
    const seqs = rows.slice(start, start + STORED_MAX).map(({ seq }) => seq)
    batches.push({
      log: log.no,
      firstIndex: end.size + start,
      size: seqs.length,
      firstSeq: Math.min(...seqs),
      lastSeq: Math.max(...seqs),
      seqs,
      hashes: Buffer.concat(hashes.slice(start, start + STORED_MAX)),
      leaves: gzipSync(leaves.slice(start, start + STORED_MAX).join('\n'), { level: 1 }),
    })
  }
  await insertBatches(tx, batches)
  await insertTiles(tx, await completedTiles(tx, log.no, end.size, hashes))
}

/** Returns the tiles that `added` leaf hashes complete, at every level. */
async function completedTiles(tx: Tx, log: number, size: number, added: readonly Hash[]): Promise<TileRow[]> {
  const tiles: TileRow[] = []
  let before = size
  let hashes = added
  for (let level = 0; hashes.length > 0; level += 1) {
    const complete = Math.floor(before / TILE_HASHES)
    const from = complete * TILE_HASHES
    // Hashes are read only when the new ones complete a tile.
    if (before - from + hashes.length < TILE_HASHES) break
    const open = [...(await openHashes(tx, log, { level, from, to: before })), ...hashes]
    const roots: Hash[] = []
    for (let start = 0; start + TILE_HASHES <= open.length; start += TILE_HASHES) {
      const tile = open.slice(start, start + TILE_HASHES)
      const root = rootOf(tile)
      tiles.push({ log, level, index: complete + start / TILE_HASHES, hashes: Buffer.concat(tile), root })
      roots.push(root)
    }
    before = complete
    hashes = roots
  }
  return tiles
}

/** Returns the hashes of the tile that is not complete yet. */
async function openHashes(tx: Tx, log: number, range: HashRange): Promise<Hash[]> {
  if (range.from === range.to) return []
  return hashesBetween(await listStoredHashes(tx, log, { tiles: [], ranges: [range] }), range)
}
