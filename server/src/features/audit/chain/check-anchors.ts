import type { Anchor } from '../../../ports/anchor-file.ts'
import type { ChainBreak } from './check-block.ts'

export type StoredAnchor = Anchor & { keptIn: 'database' | 'file' }

/** Comparison of the blocks with the anchors, block by block in ascending order. */
export type AnchorChecker = {
  /** Returns a break when an anchor of this block has another hash. */
  checkHash(blockNo: number, hash: string): ChainBreak | null
  /** Returns a break when an anchor lies beyond the last block: the chain was shortened. */
  checkEnd(lastNo: number): ChainBreak | null
}

/** Compares the chain with all anchors stored in the database and in the anchor file. */
export function createAnchorChecker(anchors: readonly StoredAnchor[]): AnchorChecker {
  const byBlock = new Map<number, StoredAnchor[]>()
  for (const anchor of anchors) byBlock.set(anchor.blockNo, [...(byBlock.get(anchor.blockNo) ?? []), anchor])
  let lastMatch = 0
  const toBreak = (kind: 'anchor_differs' | 'anchor_missing', { blockNo, at, keptIn }: StoredAnchor): ChainBreak => ({
    kind,
    block: blockNo,
    since: lastMatch + 1,
    anchoredAt: at,
    keptIn,
  })
  return {
    checkHash(blockNo, hash) {
      const ofBlock = byBlock.get(blockNo)
      if (!ofBlock) return null
      const different = ofBlock.find((anchor) => anchor.hash !== hash)
      if (different) return toBreak('anchor_differs', different)
      lastMatch = blockNo
      return null
    },
    checkEnd(lastNo) {
      const [first] = anchors.filter(({ blockNo }) => blockNo > lastNo).sort((a, b) => a.blockNo - b.blockNo)
      return first ? toBreak('anchor_missing', first) : null
    },
  }
}
