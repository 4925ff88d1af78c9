import { parseVkey } from '@desk/shared/evidence/signed-note'
import { formatTlogProof } from '@desk/shared/evidence/tlog-proof'
import { utf8 } from '@desk/shared/evidence/bytes'
import type { Database } from '../../db/database.ts'
import { createSealer, type SealDeps } from './jobs/seal-audit.ts'
import { currentSigned } from './log/checkpoint-queries.ts'
import type { LogRow } from './log/log-queries.ts'
import { type LoggedLeaf, readLeaves } from './log/read-leaves.ts'
import { createTreeReader, LogDamagedError, type TreeReader } from './log/tree-reader.ts'
import { openCheckpointNatively } from './log/open-checkpoint-natively.ts'

/** How often, and in how long, an entry is waited for that an open transaction delays. */
const TRIES = 100
const WAIT_MS = 100

/** A signed log as it is proven from: everything up to its checkpoint. */
export type SignedLog = { log: LogRow; size: number; note: string; tree: TreeReader }

/** Seals until the log contains this entry, and returns the signed log. */
export async function sealThrough(deps: SealDeps, seq: number): Promise<SignedLog> {
  const sealRows = createSealer(deps)
  for (let tries = 0; tries < TRIES; tries += 1) {
    await sealRows()
    const signed = await readSignedLog(deps.db)
    const leaf = signed && (await findLeafOf(deps.db, signed, seq))
    if (signed && leaf && leaf.index < signed.size) return signed
    await new Promise((done) => setTimeout(done, WAIT_MS))
  }
  throw new Error(
    `Entry ${String(seq)} of the audit could not be sealed: another transaction has been open for too long`,
  )
}

/** Returns the current log as it was signed last; null: nothing was signed yet. */
async function readSignedLog(db: Database): Promise<SignedLog | null> {
  const signed = await currentSigned(db)
  const key = signed && parseVkey(signed.log.vkey)
  if (!key) return null
  const { log, head } = signed
  if (!openCheckpointNatively(head.note, key).isValid)
    throw new LogDamagedError('The last checkpoint of the evidence log is not signed by its key')
  return { log, size: head.size, note: head.note, tree: createTreeReader(db, log.no, head.size) }
}

async function findLeafOf(db: Database, { log }: SignedLog, seq: number): Promise<LoggedLeaf | null> {
  for await (const leaf of readLeaves(db, log.no, [seq])) return leaf
  return null
}

/** Returns the proof of one entry as a file of its own (C2SP tlog-proof), which contains the entry. Null: not signed yet. */
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
