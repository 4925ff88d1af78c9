import type { Database } from '../../../../db/database.ts'
import { type AnchorRow, firstCheckpointWith, listAnchors } from '../../../audit/log/checkpoint-queries.ts'
import { readLeaves } from '../../../audit/log/read-leaves.ts'
import type { SignedLog } from '../../../audit/prove.ts'
import { listExportSeqs } from './bundle-queries.ts'

/**
 * Returns the checkpoints with which people outside can compare this export: the daily ones for the auditors, and those of
 * earlier evidence exports, each the first one that contains the entry of that export. Receipts may carry others.
 * Ascending by size.
 */
export async function listEarlierCheckpoints(db: Database, { log, size }: SignedLog): Promise<AnchorRow[]> {
  const checkpoints = (await listAnchors(db, log.no)).filter((anchor) => anchor.size <= size)
  const sizes = new Set(checkpoints.map((anchor) => anchor.size))
  for await (const { index } of readLeaves(db, log.no, await listExportSeqs(db))) {
    const checkpoint = await firstCheckpointWith(db, log.no, index)
    if (!checkpoint || checkpoint.size > size || sizes.has(checkpoint.size)) continue
    sizes.add(checkpoint.size)
    checkpoints.push({ ...checkpoint, token: null })
  }
  return checkpoints.toSorted((left, right) => left.size - right.size)
}
