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

/** Levels of the tree in a tile of 256 hashes. */
const TILE_LEVELS = 8
export const TILE_HASHES = 2 ** TILE_LEVELS

/** The tables lack data that the log contained when it was signed. */
export class LogDamagedError extends Error {
  override readonly name = 'LogDamagedError'
}

export const splitHashes = (bytes: Uint8Array): Hash[] =>
  Array.from({ length: bytes.length / HASH_BYTES }, (_, at) => bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES))

/** Returns the levels of a tile, its hashes first; nodes without a right sibling are left out. */
function levelsOf(hashes: readonly Hash[]): Hash[][] {
  const levels: Hash[][] = []
  for (let level = [...hashes]; level.length > 0; level = pairsOf(level)) levels.push(level)
  return levels
}

function pairsOf(level: readonly Hash[]): Hash[] {
  const above: Hash[] = []
  for (const [at, right] of level.entries()) {
    const left = at % 2 === 1 ? level[at - 1] : undefined
    if (left) above.push(nodeHash(left, right))
  }
  return above
}

/** Returns the hashes of a range from its stored parts. */
export function hashesBetween(stored: readonly StoredHashes[], { level, from, to }: HashRange): Hash[] {
  const isIn = (index: number) => index >= from && index < to
  const own = stored.filter(({ kind, ...of }) =>
    level === 0 ? kind === 'leaves' : kind === 'root' && of.level === level - 1 && isIn(of.index),
  )
  const sorted = own.toSorted((one, other) => one.index - other.index)
  if (level > 0) return sorted.map(({ hashes }) => hashes)
  return sorted.flatMap(({ index, hashes }) => splitHashes(hashes).filter((_, at) => isIn(index + at)))
}

const keyOf = ({ level, index }: TileId) => `${String(level)}/${String(index)}`

export type TreeReader = ReturnType<typeof createTreeReader>

/** Tiles in memory: those of neighbouring leaves are read once, and memory does not grow with the number of proofs. */
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
    async root(at = size): Promise<Hash> {
      const [root = EMPTY_ROOT] = await rootsOf([[0, at]])
      return root
    },
    inclusion: (index: number, at = size): Promise<Hash[]> => rootsOf(inclusionRanges(index, at)),
    consistency: (from: number, at = size): Promise<Hash[]> => rootsOf(consistencyRanges(from, at)),
  }
}
