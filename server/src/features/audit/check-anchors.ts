import type { ChainBreak } from '@desk/shared/audit/audit-schemas'
import type { Anchor } from '../../ports/anchor-file.ts'

export type KeptAnchor = Anchor & { keptIn: 'database' | 'file' }

/** What is sealed under a number; asked once per anchor while the chain is walked. */
export type Expectations = {
  /** The anchors of this block that say another hash. */
  at(blockNo: number, hash: string): ChainBreak | null
  /** The first anchor beyond the last block: the chain is shorter than it was. */
  beyond(lastNo: number): ChainBreak | null
}

/** Compares the chain with every head that was ever kept, in the database or in the file. */
export function expectAnchors(anchors: readonly KeptAnchor[]): Expectations {
  const byBlock = new Map<number, KeptAnchor[]>()
  for (const anchor of anchors) byBlock.set(anchor.blockNo, [...(byBlock.get(anchor.blockNo) ?? []), anchor])
  let agreed = 0
  const broken = (kind: 'anchor_differs' | 'anchor_missing', { blockNo, at, keptIn }: KeptAnchor): ChainBreak => ({
    kind,
    block: blockNo,
    since: agreed + 1,
    anchoredAt: at,
    keptIn,
  })
  return {
    at(blockNo, hash) {
      const here = byBlock.get(blockNo)
      if (!here) return null
      const other = here.find((anchor) => anchor.hash !== hash)
      if (other) return broken('anchor_differs', other)
      agreed = blockNo
      return null
    },
    beyond(lastNo) {
      const [first] = anchors.filter(({ blockNo }) => blockNo > lastNo).sort((a, b) => a.blockNo - b.blockNo)
      return first ? broken('anchor_missing', first) : null
    },
  }
}
