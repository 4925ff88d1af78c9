import type { Hash } from '@desk/shared/evidence/merkle'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import { formatTlogProof } from '@desk/shared/evidence/tlog-proof'
import { utf8 } from '@desk/shared/evidence/bytes'
import type { Database } from '../../db/database.ts'
import { createSealer, type SealDeps } from './jobs/seal-audit.ts'
import { lastCheckpoint } from './log/checkpoint-queries.ts'
import { currentLog, type LogRow } from './log/log-queries.ts'
import { type LoggedLeaf, readLeaves } from './log/read-leaves.ts'
import { createTreeReader, LogDamagedError, type TreeReader } from './log/tree-reader.ts'
import { openSigned } from './log/open-signed.ts'

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
    const [leaf] = signed ? await readLeaves(deps.db, signed.log.no, [seq]) : []
    if (signed && leaf && leaf.index < signed.size) return signed
    await new Promise((done) => setTimeout(done, WAIT_MS))
  }
  throw new Error(
    `Entry ${String(seq)} of the audit could not be sealed: another transaction has been open for too long`,
  )
}

/** Returns the current log as it was signed last; null: nothing was signed yet. */
export async function readSignedLog(db: Database): Promise<SignedLog | null> {
  const log = await currentLog(db)
  const head = log && (await lastCheckpoint(db, log.no))
  const key = log && parseVkey(log.vkey)
  if (!head || !key) return null
  if (!openSigned(head.note, key).isValid)
    throw new LogDamagedError('The last checkpoint of the evidence log is not signed by its key')
  return { log, size: head.size, note: head.note, tree: createTreeReader(db, log.no, head.size) }
}

export type ProvenLeaf = LoggedLeaf & { hashes: Hash[] }

/** Returns these entries of the audit with their proofs, in the order of the log. Those that are not signed yet are left out. */
export async function proveEntries(
  db: Database,
  { log, size, tree }: SignedLog,
  seqs: readonly number[],
): Promise<ProvenLeaf[]> {
  const proven: ProvenLeaf[] = []
  for (const leaf of await readLeaves(db, log.no, seqs))
    if (leaf.index < size) proven.push({ ...leaf, hashes: await tree.inclusion(leaf.index) })
  return proven
}

/** Returns the proof of one entry as a file of its own (C2SP tlog-proof), which contains the entry. Null: not signed yet. */
export async function proofFile(db: Database, seq: number): Promise<string | null> {
  const signed = await readSignedLog(db)
  const [leaf] = signed ? await proveEntries(db, signed, [seq]) : []
  if (!signed || !leaf) return null
  return formatTlogProof({ extra: utf8(leaf.text), index: leaf.index, hashes: leaf.hashes, checkpoint: signed.note })
}
