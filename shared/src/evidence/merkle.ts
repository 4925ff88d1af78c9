import { sha256 } from '@noble/hashes/sha2.js'
import { isEqual } from './bytes.ts'

/** Hash of a leaf or of a node: SHA-256, 32 bytes. */
export type Hash = Uint8Array
export const HASH_BYTES = 32

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/** Returns the hash of an entry: SHA-256(0x00 ‖ bytes) (RFC 6962, section 2.1). */
export const leafHash = (bytes: Uint8Array): Hash => sha256.create().update(LEAF).update(bytes).digest()

/** Returns the hash of a node: SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left: Hash, right: Hash): Hash =>
  sha256.create().update(NODE).update(left).update(right).digest()

/** Root of the empty tree. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array())

/** Leaves `[start, end)`. */
export type Range = readonly [start: number, end: number]

/** Subtree of 2^level leaves, of which it is number `index`. */
export type Subtree = { level: number; index: number }

/** Returns the largest power of two below `count`, which is at least 2. */
function splitOf(count: number): number {
  let split = 1
  while (split * 2 < count) split *= 2
  return split
}

/**
 * Lists the complete subtrees of which the root over a range consists, from left to right. The range starts at a multiple of
 * the largest of them, as those of proofs do.
 */
export function subtreesOf([start, end]: Range): Subtree[] {
  const subtrees: Subtree[] = []
  for (let from = start; from < end;) {
    let level = 0
    while (from % 2 ** (level + 1) === 0 && from + 2 ** (level + 1) <= end) level += 1
    subtrees.push({ level, index: from / 2 ** level })
    from += 2 ** level
  }
  return subtrees
}

/** Returns the root over subtrees from left to right, as `subtreesOf` lists them. */
export const rootOfSubtrees = (hashes: readonly Hash[]): Hash =>
  hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => nodeHash(left, right))

/** Returns the root of a tree of these leaf hashes. */
export function rootOf(leaves: readonly Hash[]): Hash {
  let level = leaves
  while (level.length > 1) level = levelAbove(level)
  return level[0] ?? EMPTY_ROOT
}

function levelAbove(level: readonly Hash[]): Hash[] {
  const above: Hash[] = []
  for (const [index, hash] of level.entries()) {
    const left = index % 2 === 1 ? above.pop() : undefined
    above.push(left ? nodeHash(left, hash) : hash)
  }
  return above
}

/** Lists the ranges whose roots are the inclusion proof of a leaf, from the leaf's sibling up (RFC 6962, 2.1.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  const walk = (start: number, end: number): Range[] => {
    if (end - start === 1) return []
    const middle = start + splitOf(end - start)
    return index < middle ? [...walk(start, middle), [middle, end]] : [...walk(middle, end), [start, middle]]
  }
  if (!(index >= 0 && index < size)) throw new RangeError(`A tree of ${size} leaves has no leaf ${index}`)
  return walk(0, size)
}

/** Lists the ranges whose roots are the consistency proof between two sizes (RFC 6962, 2.1.2). */
export function consistencyRanges(oldSize: number, size: number): Range[] {
  const walk = (start: number, end: number, isOldTree: boolean): Range[] => {
    if (end === oldSize) return isOldTree ? [] : [[start, end]]
    const middle = start + splitOf(end - start)
    return oldSize <= middle
      ? [...walk(start, middle, isOldTree), [middle, end]]
      : [...walk(middle, end, false), [start, middle]]
  }
  if (!(oldSize >= 0 && oldSize <= size))
    throw new RangeError(`A tree of ${size} leaves has no earlier state of ${oldSize} leaves`)
  return oldSize === 0 || oldSize === size ? [] : walk(0, size, true)
}

/** Returns the proof of these ranges over leaf hashes in memory. */
export const proofOf = (leaves: readonly Hash[], ranges: readonly Range[]): Hash[] =>
  ranges.map(([start, end]) => rootOf(leaves.slice(start, end)))

/** Positions in one level of a tree: of the node on the path, and of the last node. */
type Position = { node: number; last: number }

const parentOf = ({ node, last }: Position): Position => ({ node: Math.floor(node / 2), last: Math.floor(last / 2) })

/** Returns on which side the next hash of a proof is, and the position whose hash both make (RFC 9162, 2.1.3.2). */
function nextStep(position: Position): { isLeft: boolean; position: Position } {
  const isLeft = position.node % 2 === 1 || position.node === position.last
  let child = position
  // The last node of a level without a sibling is its own parent.
  if (isLeft) while (child.node % 2 === 0 && child.node !== 0) child = parentOf(child)
  return { isLeft, position: parentOf(child) }
}

/**
 * Returns the root that an inclusion proof leads to (RFC 9162, 2.1.3.2); null when the index is not in the tree or the
 * proof has another length.
 */
export function rootOfInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[]): Hash | null {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) return null
  let hash = leaf
  let position: Position = { node: index, last: size - 1 }
  for (const sibling of proof) {
    if (position.last === 0) return null
    const step = nextStep(position)
    hash = step.isLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
    position = step.position
  }
  return position.last === 0 ? hash : null
}

export type TreeHead = { size: number; root: Hash }

/** Returns whether the proof shows that the older tree is the beginning of the newer one (RFC 9162, 2.1.4.2). */
export function isConsistent(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): boolean {
  if (older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && isEqual(older.root, newer.root)
  if (older.size === 0) return proof.length === 0 && isEqual(older.root, EMPTY_ROOT)
  let position: Position = { node: older.size - 1, last: newer.size - 1 }
  while (position.node % 2 === 1) position = parentOf(position)
  // An older tree that is one complete subtree is its own first hash.
  const [first, ...rest] = position.node === 0 ? [older.root, ...proof] : proof
  if (!first) return false
  let oldHash = first
  let newHash = first
  for (const hash of rest) {
    if (position.last === 0) return false
    const step = nextStep(position)
    if (step.isLeft) oldHash = nodeHash(hash, oldHash)
    newHash = step.isLeft ? nodeHash(hash, newHash) : nodeHash(newHash, hash)
    position = step.position
  }
  return position.last === 0 && isEqual(oldHash, older.root) && isEqual(newHash, newer.root)
}
