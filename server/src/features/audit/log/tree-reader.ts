import {
  consistencyRanges,
  EMPTY_ROOT,
  type Hash,
  HASH_BYTES,
  inclusionRanges,
  nodeHash,
  type Range,
  rootOfSubtrees,
  type Subtree,
  subtreesOf,
} from '@desk/shared/evidence/merkle'
import type { Database } from '../../../db/database.ts'
import { type HashRange, listStoredHashes, type StoredHashes, type TileId } from './log-queries.ts'

/** Number of levels of the tree in one tile, which has 256 hashes. */
const TILE_LEVELS = 8
export const TILE_HASHES = 2 ** TILE_LEVELS

/** The tables lack data that the log contained when it was signed. */
export class LogDamagedError extends Error {
  override readonly name = 'LogDamagedError'
}

export const splitHashes = (bytes: Uint8Array): Hash[] =>
  Array.from({ length: bytes.length / HASH_BYTES }, (_, index) =>
    bytes.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  )

/** Returns the levels of a tile, its hashes first; nodes without a right sibling are left out. */
function levelsOf(hashes: readonly Hash[]): Hash[][] {
  const levels: Hash[][] = []
  for (let level = [...hashes]; level.length > 0; level = pairsOf(level)) levels.push(level)
  return levels
}

function pairsOf(level: readonly Hash[]): Hash[] {
  const above: Hash[] = []
  for (const [position, right] of level.entries()) {
    const left = position % 2 === 1 ? level[position - 1] : undefined
    if (left) above.push(nodeHash(left, right))
  }
  return above
}

/** Returns the hashes of a range from its stored parts. */
export function hashesBetween(stored: readonly StoredHashes[], { level, from, to }: HashRange): Hash[] {
  const isIn = (index: number) => index >= from && index < to
  const parts = stored.filter((part) =>
    level === 0 ? part.kind === 'leaves' : part.kind === 'root' && part.level === level - 1 && isIn(part.index),
  )
  const sorted = parts.toSorted((one, other) => one.index - other.index)
  if (level > 0) return sorted.map(({ hashes }) => hashes)
  return sorted.flatMap(({ index, hashes }) => splitHashes(hashes).filter((_, offset) => isIn(index + offset)))
}

const keyOf = ({ level, index }: TileId) => `${String(level)}/${String(index)}`

export type TreeReader = ReturnType<typeof createTreeReader>

/** Number of cached tiles above which the cache is emptied, so that memory does not grow with the number of proofs. */
const MAX_TILES = 64

/** Reads roots and proofs of a log of `size` leaves from its tiles. */
export function createTreeReader(db: Database, log: number, size: number) {
  const tiles = new Map<string, Hash[][]>()

  const tileOf = ({ level, index }: Subtree): TileId => {
    const tileLevel = Math.floor(level / TILE_LEVELS)
    return { level: tileLevel, index: Math.floor((index * 2 ** (level % TILE_LEVELS)) / TILE_HASHES) }
  }

  /** Returns the number of hashes of a tile in this log. */
  const widthOf = ({ level, index }: TileId): number =>
    Math.min(TILE_HASHES, Math.floor(size / TILE_HASHES ** level) - index * TILE_HASHES)

  const rangeOf = ({ level, index }: TileId): HashRange => {
    const from = index * TILE_HASHES
    return { level, from, to: from + widthOf({ level, index }) }
  }

  async function load(subtrees: readonly Subtree[]): Promise<void> {
    if (tiles.size > MAX_TILES) tiles.clear()
    const missing = new Map(
      subtrees
        .map(tileOf)
        .filter((tile) => !tiles.has(keyOf(tile)))
        .map((tile) => [keyOf(tile), tile]),
    )
    if (missing.size === 0) return
    const isComplete = (tile: TileId) => widthOf(tile) === TILE_HASHES
    const complete = [...missing.values()].filter(isComplete)
    const partial = [...missing.values()].filter((tile) => !isComplete(tile))
    const stored = await listStoredHashes(db, log, { tiles: complete, ranges: partial.map(rangeOf) })
    for (const { kind, hashes, ...tile } of stored)
      if (kind === 'tile') tiles.set(keyOf(tile), levelsOf(splitHashes(hashes)))
    for (const tile of partial) tiles.set(keyOf(tile), levelsOf(hashesBetween(stored, rangeOf(tile))))
  }

  function hashOf(subtree: Subtree): Hash {
    const height = subtree.level % TILE_LEVELS
    const tile = tileOf(subtree)
    const hash = tiles.get(keyOf(tile))?.[height]?.[subtree.index - (tile.index * TILE_HASHES) / 2 ** height]
    if (!hash) throw new LogDamagedError(`Log ${String(log)} has no hash ${keyOf(subtree)} in tile ${keyOf(tile)}`)
    return hash
  }

  async function rootsOf(ranges: readonly Range[]): Promise<Hash[]> {
    await load(ranges.flatMap(subtreesOf))
    return ranges.map((range) => rootOfSubtrees(subtreesOf(range).map(hashOf)))
  }

  return {
    size,
    async root(treeSize = size): Promise<Hash> {
      const [root = EMPTY_ROOT] = await rootsOf([[0, treeSize]])
      return root
    },
    inclusion: (index: number, treeSize = size): Promise<Hash[]> => rootsOf(inclusionRanges(index, treeSize)),
    consistency: (from: number, treeSize = size): Promise<Hash[]> => rootsOf(consistencyRanges(from, treeSize)),
  }
}
