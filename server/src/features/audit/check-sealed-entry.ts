import type { Deps } from '../../kernel/deps.ts'
import { checkBlock } from './check-block.ts'
import { expectAnchors, type KeptAnchor } from './check-anchors.ts'
import { blockOf } from './entry-queries.ts'
import { hashOfBlock } from './hash-chain.ts'
import type { BlockRow, EntryRow } from './seal-queries.ts'
import { findBlock, firstAnchorFrom, listBlockHeads, listEntries } from './verify-queries.ts'

/** What the chain says of one row. `anchor`: a head that left the house and that the chain leads to from there; null: none yet. */
export type SealedEntry = { block: number; isIntact: boolean; anchor: { blockNo: number; at: string } | null }

/**
 * Checks one row as `verifyAudit` checks them all: its block from the one before it, and from there link by link to the next
 * heads that left the house, a day or so later. Null: it is not sealed yet.
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
  const isIntact = checkBlock(block, previous, rows) === null && (await leadsTo(db, block, anchors))
  const [anchor] = anchors
  return { block: block.no, isIntact, anchor: isIntact && anchor ? anchor : null }
}

/** The first one in each place where they are kept. */
async function nextAnchors({ db, anchorFile }: Pick<Deps, 'db' | 'anchorFile'>, no: number): Promise<KeptAnchor[]> {
  const inDatabase = await firstAnchorFrom(db, no)
  const inFile = (await anchorFile.read()).find(({ blockNo }) => blockNo >= no)
  return [
    ...(inDatabase ? [{ ...inDatabase, at: inDatabase.at.toISOString(), keptIn: 'database' as const }] : []),
    ...(inFile ? [{ ...inFile, keptIn: 'file' as const }] : []),
  ]
}

/** Whether every block from this one to those heads names the one before it, and the heads are theirs. */
async function leadsTo(db: Deps['db'], from: BlockRow, anchors: readonly KeptAnchor[]): Promise<boolean> {
  const expected = expectAnchors(anchors)
  const end = Math.max(from.no, ...anchors.map(({ blockNo }) => blockNo))
  let { no, hash } = from
  if (expected.at(no, hash)) return false
  for (const block of await listBlockHeads(db, from.no, end)) {
    if (block.no !== no + 1 || block.prevHash !== hash || block.hash !== hashOfBlock(block)) return false
    if (expected.at(block.no, block.hash)) return false
    ;({ no, hash } = block)
  }
  return no === end
}
