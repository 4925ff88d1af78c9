import { isEqual, utf8 } from '@desk/shared/evidence/bytes'
import { leafHash, rootOfInclusion } from '@desk/shared/evidence/merkle'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import type { Deps } from '../../../kernel/deps.ts'
import { isBackDated, LOG_BEGUN } from './back-dated.ts'
import { type CheckpointRow, firstAnchorOf, lastAnchoredWithout, lastCheckpoint } from './checkpoint-queries.ts'
import { isLeafOf } from './leaf.ts'
import { batchOfSeq, currentLog, type LogRow, seqOfLog } from './log-queries.ts'
import { findLeaf, type LoggedLeaf } from './read-leaves.ts'
import type { EntryRow } from '../chain/chain-queries.ts'
import { createTreeReader, LogDamagedError } from './tree-reader.ts'
import { openCheckpointNatively } from './open-checkpoint-natively.ts'

/** Result of checking one entry. `anchor`: the first one that contains it; null: none yet. */
export type LoggedEntry = { index: number; isIntact: boolean; anchor: { size: number; at: string } | null }

/**
 * Checks that the signed log contains the entry exactly as it is stored, that its anchor contains it too, and that it is not
 * dated before an anchor without it. Null: the entry is not signed yet.
 */
export async function checkLoggedEntry({ db }: Pick<Deps, 'db'>, entry: EntryRow): Promise<LoggedEntry | null> {
  const log = await currentLog(db)
  const head = log && (await lastCheckpoint(db, log.no))
  const batch = log && (await batchOfSeq(db, log.no, entry.seq))
  if (!log || !head || !batch) return null
  const leaf = findLeaf(batch, entry.seq)
  const anchor = leaf && (await firstAnchorOf(db, log.no, leaf.index))
  if (!leaf) return { index: batch.firstIndex, isIntact: false, anchor: null }
  if (leaf.index >= head.size) return null
  const isIntact =
    isLeafOf(leaf.text, entry, log.chainSeq) &&
    !(await isDatedBefore(db, log, { entry, index: leaf.index })) &&
    (await isIncluded(db, log, leaf, head)) &&
    (anchor === null || (await isIncluded(db, log, leaf, anchor)))
  return {
    index: leaf.index,
    isIntact,
    anchor: isIntact && anchor ? { size: anchor.size, at: anchor.at.toISOString() } : null,
  }
}

/** Returns whether a signature is dated long before an anchor that does not contain it, and was written after the log began. */
async function isDatedBefore(
  db: Deps['db'],
  log: LogRow,
  { entry, index }: { entry: EntryRow; index: number },
): Promise<boolean> {
  const anchoredAt = await lastAnchoredWithout(db, log.no, index)
  if (anchoredAt === null || !isBackDated(entry, anchoredAt)) return false
  return entry.seq > (await seqOfLog(db, LOG_BEGUN, log))
}

/** Returns whether a signed checkpoint contains a leaf. */
async function isIncluded(
  db: Deps['db'],
  log: LogRow,
  { index, text }: LoggedLeaf,
  { size, note }: Pick<CheckpointRow, 'size' | 'note'>,
): Promise<boolean> {
  const key = parseVkey(log.vkey)
  const checkpoint = key && openCheckpointNatively(note, key)
  if (!checkpoint?.isValid || checkpoint.size !== size) return false
  try {
    const proof = await createTreeReader(db, log.no, size).inclusion(index)
    const root = rootOfInclusion(leafHash(utf8(text)), index, size, proof)
    return root !== null && isEqual(root, checkpoint.root)
  } catch (error) {
    if (error instanceof LogDamagedError) return false
    throw error
  }
}
