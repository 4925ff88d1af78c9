import type { AuditReport, ChainBreak } from '@desk/shared/audit/audit-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { checkBlock } from './check-block.ts'
import { createAnchorChecker } from './check-anchors.ts'
import { describeTail } from './describe-tail.ts'
import type { BlockRow, EntryRow } from './seal-queries.ts'
import { listAnchors, listBlocks, listEntries } from './verify-queries.ts'

/** Number of blocks in memory at a time, with their rows. */
const BATCH_SIZE = 20

/** Check of the evidence that rows refer to. Another feature provides it, since the audit does not know signatures. */
export type EvidenceCheck = {
  /** Returns the first row whose evidence is missing or changed. */
  firstBad(rows: readonly EntryRow[]): Promise<{ seq: number; object: string; isMissing: boolean } | null>
  /** Returns evidence that no row refers to. */
  firstUnnamed(): Promise<string | null>
}

export type VerifyDeps = Pick<Deps, 'db' | 'clock' | 'anchorFile'> & { evidence?: EvidenceCheck }

/**
 * Recomputes the whole chain from its rows and compares it with all anchors. Write access to the database suffices to
 * create a new chain, but not to reproduce an anchored head. Rows after the last anchor are reported as unprotected.
 */
export async function verifyAudit(deps: VerifyDeps): Promise<AuditReport> {
  const inDatabase = (await listAnchors(deps.db)).map((anchor) => ({ ...anchor, at: anchor.at.toISOString() }))
  const anchors = createAnchorChecker([
    ...inDatabase.map((anchor) => ({ ...anchor, keptIn: 'database' as const })),
    ...(await deps.anchorFile.read()).map((anchor) => ({ ...anchor, keptIn: 'file' as const })),
  ])
  let previous: BlockRow | null = null
  let rows = 0
  let broken: ChainBreak | null = null
  for await (const { block, entries } of blocksWithRows(deps.db)) {
    broken =
      checkBlock(block, previous, entries) ??
      anchors.at(block.no, block.hash) ??
      (await badEvidence(deps, block, entries))
    if (broken) break
    rows += entries.length
    previous = block
  }
  broken ??= anchors.beyond(previous?.no ?? 0)
  const unnamed = broken === null ? await deps.evidence?.firstUnnamed() : null
  if (unnamed) broken = { kind: 'evidence_added', object: unnamed }
  return {
    isIntact: broken === null,
    checkedAt: deps.clock.now().toISOString(),
    blocks: previous?.no ?? 0,
    rows,
    broken,
    ...(await describeTail(deps)),
  }
}

async function badEvidence(
  { evidence }: VerifyDeps,
  { no }: BlockRow,
  entries: readonly EntryRow[],
): Promise<ChainBreak | null> {
  const bad = await evidence?.firstBad(entries)
  if (!bad) return null
  const { seq, object, isMissing } = bad
  return { kind: isMissing ? 'evidence_missing' : 'evidence_changed', seq, block: no, object }
}

async function* blocksWithRows(db: Deps['db']) {
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
