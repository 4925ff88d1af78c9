import { parseVkey } from '@desk/shared/evidence/signed-note'
import { formatTlogProof } from '@desk/shared/evidence/tlog-proof'
import { utf8 } from '@desk/shared/evidence/bytes'
import type { Database } from '../../db/database.ts'
import { createSealer, type SealDeps } from './jobs/seal-audit.ts'
import { type CheckpointRow, currentSigned, firstCheckpointWith } from './log/checkpoint-queries.ts'
import type { LogRow } from './log/log-queries.ts'
import { type LoggedLeaf, readLeaves } from './log/read-leaves.ts'
import { createTreeReader, LogDamagedError, type TreeReader } from './log/tree-reader.ts'
import { openCheckpointNatively } from './log/open-checkpoint-natively.ts'

/** Attempts to seal an entry that an open transaction delays, and the wait between them: about ten seconds in all. */
const TRIES = 100
const WAIT_MS = 100

/** A log up to one of its signed checkpoints, from which proofs are made. `size`: number of leaves of the checkpoint. */
export type SignedLog = { log: LogRow; size: number; note: string; tree: TreeReader }

/**
 * Seals until the log contains this entry, and returns the log at the first checkpoint that does.
 * @throws Error when another transaction stays open for so long that the entry cannot be sealed
 */
export async function sealThrough(deps: SealDeps, seq: number): Promise<SignedLog> {
  const sealRows = createSealer(deps)
  for (let tries = 0; tries < TRIES; tries += 1) {
    await sealRows()
    const signed = await readSignedLog(deps.db)
    const leaf = signed && (await findLeafOf(deps.db, signed, seq))
    const first = signed && leaf && (await firstCheckpointWith(deps.db, signed.log.no, leaf.index))
    if (signed && first) return openSigned(deps.db, signed.log, first)
    await new Promise((done) => setTimeout(done, WAIT_MS))
  }
  throw new Error(
    `Entry ${String(seq)} of the audit could not be sealed: another transaction has been open for too long`,
  )
}

/** Returns the current log at its last checkpoint; null: nothing was signed yet. */
async function readSignedLog(db: Database): Promise<SignedLog | null> {
  const signed = await currentSigned(db)
  return signed && openSigned(db, signed.log, signed.head)
}

/** Returns a log at one of its checkpoints. @throws LogDamagedError when the log's key did not sign the checkpoint */
function openSigned(db: Database, log: LogRow, { size, note }: CheckpointRow): SignedLog {
  const key = parseVkey(log.vkey)
  if (!key || !openCheckpointNatively(note, key).isValid)
    throw new LogDamagedError('A checkpoint of the evidence log is not signed by its key')
  return { log, size, note, tree: createTreeReader(db, log.no, size) }
}

async function findLeafOf(db: Database, { log }: SignedLog, seq: number): Promise<LoggedLeaf | null> {
  for await (const leaf of readLeaves(db, log.no, [seq])) return leaf
  return null
}

/** Returns the proof of one entry as a file (C2SP tlog-proof) that contains the entry. Null: the entry is not signed yet. */
export async function proofFile(db: Database, seq: number): Promise<string | null> {
  const signed = await readSignedLog(db)
  const leaf = signed && (await findLeafOf(db, signed, seq))
  if (!leaf || leaf.index >= signed.size) return null
  const { index, text } = leaf
  return formatTlogProof({
    extra: utf8(text),
    index,
    hashes: await signed.tree.inclusion(index),
    checkpoint: signed.note,
  })
}
