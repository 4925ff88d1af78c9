import { isConsistent } from '@desk/shared/evidence/merkle'
import { parseCheckpoint, signCheckpoint } from '@desk/shared/evidence/checkpoint'
import { publicKeyOf } from '@desk/shared/evidence/signed-note'
import type { Tx } from '../../../db/database.ts'
import { readNewestAuditSeq } from '../../../kernel/audit/newest-entry-queries.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { appendLeaves } from '../log/append-leaves.ts'
import { insertCheckpoint, lastCheckpoint } from '../log/checkpoint-queries.ts'
import { BATCH_MAX, currentLog, endOfLog, type LogRow } from '../log/log-queries.ts'
import { textOfNote } from '../log/log-head.ts'
import { openLog } from '../log/open-log.ts'
import { listEntriesBetween, openWriters, trySealerLock } from '../log/seal-queries.ts'
import { createTreeReader, LogDamagedError } from '../log/tree-reader.ts'
import { openCheckpointNatively } from '../log/open-checkpoint-natively.ts'

export type SealDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'failPoints' | 'auditLogKey'>
type Horizon = { seq: number; writers: ReadonlySet<string> }

/**
 * Returns a function that appends committed entries to the log, signs its checkpoint, and returns the number of entries. Writers
 * never wait for it.
 *
 * Row numbers are drawn before transactions commit, so rows below the highest visible number can still appear, and a row
 * that appears after its neighbours were sealed would look like a manipulation. The sealer therefore works like a concurrent
 * index build: it reads the highest number (the horizon), then the open writers. Each transaction with a lower number has
 * either ended or is one of them, because an INSERT takes its table lock before it draws the number. After all of them
 * have ended, no row can appear below the horizon. A long transaction delays the seal, never other writers. The method
 * does not depend on a clock.
 */
export function createSealer(deps: SealDeps): () => Promise<number> {
  let pending: Horizon | null = null
  return async () => {
    const log = await openLog(deps)
    if (log === null) return 0
    let sealed = 0
    let upTo: number | null = null
    if (pending !== null) {
      const writers = new Set(await openWriters(deps.db))
      if ([...pending.writers].some((writer) => writers.has(writer))) return 0
      sealed += await sealUpTo(deps, log, pending.seq)
      upTo = pending.seq
    }
    const seq = await readNewestAuditSeq(deps.db)
    const horizon = { seq, writers: new Set(await openWriters(deps.db)) }
    pending = horizon.writers.size === 0 ? null : horizon
    if (pending === null) {
      sealed += await sealUpTo(deps, log, seq)
      upTo = seq
    }
    // Nothing is signed before the horizon is reached: the sealed batches may be those of a sealer that was killed.
    if (upTo !== null) await signTree(deps, log, upTo)
    return sealed
  }
}

async function sealUpTo(deps: SealDeps, log: LogRow, seq: number): Promise<number> {
  let sealed = 0
  for (;;) {
    const rows = await sealBatch(deps, log, seq)
    sealed += rows
    if (rows < BATCH_MAX) return sealed
  }
}

/**
 * Takes the sealer's lock until the transaction ends. False: another instance holds it, or has begun another log since this
 * one was opened. A closed log is never written again: it could contradict a checkpoint that was signed before a restore.
 */
const tryLogLock = async (tx: Tx, log: LogRow): Promise<boolean> =>
  (await trySealerLock(tx)) && (await currentLog(tx))?.no === log.no

/** Appends one batch in its own transaction. 0: there is nothing to append, or another instance is appending. */
async function sealBatch(deps: SealDeps, log: LogRow, upTo: number): Promise<number> {
  const appended = await deps.db.transaction(async (tx) => {
    if (!(await tryLogLock(tx, log))) return 0
    const end = await endOfLog(tx, log.no)
    const rows = await listEntriesBetween(tx, { after: end.lastSeq, upTo }, BATCH_MAX)
    if (rows.length === 0) return 0
    await appendLeaves(deps, tx, { log, end, rows })
    deps.failPoints.hit('seal.appended')
    return rows.length
  })
  if (appended > 0) deps.failPoints.hit('seal.append_committed')
  return appended
}

/**
 * Signs the tree if it grew, and writes the checkpoint to its file outside the database. Nothing is signed until the tree has
 * every entry up to `upTo`, since another instance may be between two of its batches.
 */
async function signTree(deps: SealDeps, log: LogRow, upTo: number): Promise<void> {
  const { auditLogKey, failPoints } = deps
  const note = await deps.db.transaction(async (tx) => {
    if (!(await tryLogLock(tx, log))) return null
    const { size, lastSeq } = await endOfLog(tx, log.no)
    if (lastSeq < upTo) return null
    const last = await lastCheckpoint(tx, log.no)
    if (size === 0 || last?.size === size) return last?.note ?? null
    const tree = createTreeReader(tx, log.no, size)
    const root = await tree.root()
    if (last) {
      const signed = openCheckpointNatively(last.note, publicKeyOf({ name: log.origin, seed: auditLogKey.seed }))
      const isExtended = signed.isValid && isConsistent(signed, { size, root }, await tree.consistency(last.size))
      if (!isExtended)
        throw new LogDamagedError(
          `The evidence log with ${String(size)} entries does not extend the signed checkpoint of ${String(last.size)} entries, so no new checkpoint was signed. Run npm run audit -- verify`,
        )
    }
    const signed = signCheckpoint({ origin: log.origin, size, root }, auditLogKey.seed)
    failPoints.hit('seal.signed')
    await insertCheckpoint(tx, { log: log.no, size, note: signed, at: deps.clock.now() })
    return signed
  })
  if (note === null) return
  failPoints.hit('seal.checkpoint_committed')
  await saveCheckpointFile(deps, note)
  failPoints.hit('seal.kept')
}

/** Writes a checkpoint to its file, unless the file holds a later one of the same log: another process may use the same file. */
async function saveCheckpointFile({ auditLogKey: { checkpointFile } }: SealDeps, note: string): Promise<void> {
  const before = await checkpointFile.read()
  if (before === note) return
  const [old, next] = [before ?? '', note].map((text) => parseCheckpoint(textOfNote(text)))
  if (old && next && old.origin === next.origin && old.size > next.size) return
  await checkpointFile.write(note)
}
