import type { Deps } from '../../../kernel/deps.ts'
import type { Anchor } from '../../../ports/anchor-file.ts'
import { type EntryRow, type BlockRow, listBlocks, listChainAnchors, listEntries } from './chain-queries.ts'
import { type ChainBreak, checkBlock } from './check-block.ts'
import { createAnchorChecker } from './check-anchors.ts'

/** Number of blocks in memory at a time, with their rows. */
const BATCH_SIZE = 20

export type ChainReport = { blocks: number; rows: number; hash: string | null; broken: ChainBreak | null }

/** Recomputes the chain of earlier releases from its rows, and compares it with its anchors. Null: there is no chain. */
export async function verifyChain(db: Deps['db'], earlierAnchors: readonly Anchor[]): Promise<ChainReport | null> {
  const inDatabase = (await listChainAnchors(db)).map((anchor) => ({ ...anchor, at: anchor.at.toISOString() }))
  const anchors = createAnchorChecker([
    ...inDatabase.map((anchor) => ({ ...anchor, keptIn: 'database' as const })),
    ...earlierAnchors.map((anchor) => ({ ...anchor, keptIn: 'file' as const })),
  ])
  let previous: BlockRow | null = null
  let rows = 0
  let broken: ChainBreak | null = null
  for await (const { block, entries } of readBlocks(db)) {
    broken ??= checkBlock(block, previous, entries) ?? anchors.checkHash(block.no, block.hash)
    rows += entries.length
    previous = block
  }
  if (previous === null) return null
  return { blocks: previous.no, rows, hash: previous.hash, broken: broken ?? anchors.checkEnd(previous.no) }
}

async function* readBlocks(db: Deps['db']): AsyncGenerator<{ block: BlockRow; entries: EntryRow[] }> {
  let last: BlockRow | null = null
  for (;;) {
    const blocks: BlockRow[] = await listBlocks(db, last?.no ?? 0, BATCH_SIZE)
    const end = blocks.at(-1)
    if (!end) return
    const entries = await listEntries(db, last?.lastSeq ?? null, Math.max(...blocks.map(({ lastSeq }) => lastSeq)))
    for (const block of blocks) {
      const after: number = last?.lastSeq ?? Number.NEGATIVE_INFINITY
      yield { block, entries: entries.filter(({ seq }) => seq > after && seq <= block.lastSeq) }
      last = block
    }
  }
}
