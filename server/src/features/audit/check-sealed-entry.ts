import type { Deps } from '../../kernel/deps.ts'
import { checkBlock } from './check-block.ts'
import { createAnchorChecker, type StoredAnchor } from './check-anchors.ts'
import { blockOf } from './entry-queries.ts'
import { hashOfBlock } from './hash-chain.ts'
import type { BlockRow, EntryRow } from './seal-queries.ts'
import { findBlock, firstAnchorFrom, listBlockHeads, listEntries } from './verify-queries.ts'

/** Result of checking one row. `anchor`: the next anchor that the chain reaches from its block; null: none yet. */
export type SealedEntry = { block: number; isIntact: boolean; anchor: { blockNo: number; at: string } | null }

/**
 * Checks one row by the rules of `verifyAudit`: its block against the previous one, and the following blocks up to the next
 * anchors, about one day later. Null: the row is not sealed yet.
 */
export async function checkSealedEntry(
  { db, anchorFile }: Pick<Deps, 'db' | 'anchorFile'>,
  { seq }: Pick<EntryRow, 'seq'>,
): Promise<SealedEntry | null> {
  const block = await blockOf(db, seq)
  if (!block) return null
  const previous = await findBlock(db, block.no - 1)
  const rows = await listEntries(db, previous?.lastSeq ?? null, block.lastSeq)
  const anchors = await nextAnchors({ db, anchorFile }, block.no)
  const isIntact = checkBlock(block, previous, rows) === null && (await reachesAnchors(db, block, anchors))
  const [anchor] = anchors
  return { block: block.no, isIntact, anchor: isIntact && anchor ? anchor : null }
}

/** Returns the first anchor from this block on in the database and in the anchor file. */
async function nextAnchors({ db, anchorFile }: Pick<Deps, 'db' | 'anchorFile'>, no: number): Promise<StoredAnchor[]> {
  const inDatabase = await firstAnchorFrom(db, no)
  const inFile = (await anchorFile.read()).find(({ blockNo }) => blockNo >= no)
  return [
    ...(inDatabase ? [{ ...inDatabase, at: inDatabase.at.toISOString(), keptIn: 'database' as const }] : []),
    ...(inFile ? [{ ...inFile, keptIn: 'file' as const }] : []),
  ]
}

/** Whether every block from this one to the anchors refers to its predecessor, and the anchors match. */
async function reachesAnchors(db: Deps['db'], from: BlockRow, anchors: readonly StoredAnchor[]): Promise<boolean> {
  const checker = createAnchorChecker(anchors)
  const end = Math.max(from.no, ...anchors.map(({ blockNo }) => blockNo))
  let { no, hash } = from
  if (checker.at(no, hash)) return false
  for (const block of await listBlockHeads(db, from.no, end)) {
    if (block.no !== no + 1 || block.prevHash !== hash || block.hash !== hashOfBlock(block)) return false
    if (checker.at(block.no, block.hash)) return false
    ;({ no, hash } = block)
  }
  return no === end
}
