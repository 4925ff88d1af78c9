import { isEqual, utf8 } from '@desk/shared/evidence/bytes'
import type { AuditReport, LogBreak } from '@desk/shared/audit/audit-schemas'
import { extractNote } from '@desk/shared/evidence/bundle/check-anchors'
import type { Checkpoint } from '@desk/shared/evidence/checkpoint'
import { leafHash } from '@desk/shared/evidence/merkle'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import type { Deps } from '../../kernel/deps.ts'
import { describeTail } from './describe-tail.ts'
import { type AnchorRow, listAnchors, listCheckpoints } from './log/checkpoint-queries.ts'
import { createDateChecker } from './log/back-dated.ts'
import { isLeafOf } from './log/leaf.ts'
import { type BatchRow, listBatches, listLogs, type LogRow } from './log/log-queries.ts'
import { leavesOf } from './log/read-leaves.ts'
import { createRunningTree, type RunningTree } from './log/running-tree.ts'
import { createTreeReader, LogDamagedError, splitHashes } from './log/tree-reader.ts'
import { type EntryRow, findImportedChain, listEntries } from './chain/chain-queries.ts'
import { verifyChain } from './chain/verify-chain.ts'
import { openCheckpointNatively } from './log/open-checkpoint-natively.ts'

/** Number of batches in memory at a time, with their entries. */
const BATCHES_PER_READ = 64

/** Check of the evidence that rows refer to. Another feature provides it, since this one does not know signatures. */
export type EvidenceCheck = {
  /** Returns the first row whose evidence is missing or changed. */
  firstBad(rows: readonly EntryRow[]): Promise<{ seq: number; object: string; isMissing: boolean } | null>
  /** Returns the id of evidence that no row refers to; null: there is none. */
  firstUnnamed(): Promise<string | null>
}

/** A checkpoint from outside the database: the one beside the key, or one that an auditor kept. */
type OutsideCheckpoint = { note: string; keptIn: 'beside_key' | 'file' }

export type VerifyDeps = Pick<Deps, 'db' | 'clock'> & {
  auditLogKey?: Pick<Deps['auditLogKey'], 'checkpointFile'>
  /** Checkpoints that auditors kept. */
  keptNotes?: readonly string[]
  /** The public key of a log that an auditor kept; one of the logs must have it. */
  vkey?: string
  evidence?: EvidenceCheck
}

async function readOutside({ auditLogKey, keptNotes = [] }: VerifyDeps): Promise<OutsideCheckpoint[]> {
  const beside = await auditLogKey?.checkpointFile.read()
  return [
    ...(beside ? [{ note: beside, keptIn: 'beside_key' as const }] : []),
    ...keptNotes.map((note) => ({ note, keptIn: 'file' as const })),
  ]
}

/**
 * Recomputes the log from the audit entries and compares it with every signed checkpoint, in the database and outside. Write
 * access to the database suffices to create another log, but not to sign it. Rows after the last anchor are reported as
 * unprotected.
 */
export async function verifyAudit(deps: VerifyDeps): Promise<AuditReport> {
  const logs = await listLogs(deps.db)
  const outside = await readOutside(deps)
  const { vkey } = deps
  const isKeyUnknown = vkey !== undefined && logs.every((log) => log.vkey !== vkey)
  let broken: LogBreak | null = isKeyUnknown ? { kind: 'key_unknown' } : findUnknownCheckpoint(logs, outside)
  let rows = 0
  for (const log of logs) {
    if (broken) break
    const isLast = log === logs.at(-1)
    const checked = await verifyLog(deps, log, { outside, isLast })
    broken = checked.broken
    if (isLast || broken) rows = checked.rows
  }
  broken ??= await findChainChange(deps.db, logs.at(-1))
  const unnamed = broken === null ? await deps.evidence?.firstUnnamed() : null
  if (unnamed) broken = { kind: 'evidence_added', object: unnamed }
  return {
    isIntact: broken === null,
    checkedAt: deps.clock.now().toISOString(),
    origin: logs.at(-1)?.origin ?? null,
    rows,
    broken,
    ...(await describeTail(deps)),
  }
}

/**
 * Compares the chain of earlier releases with the hash under which it was imported, and returns the change. The chain covers what
 * the leaves of its entries do not show: typed texts and anonymous reporters.
 */
async function findChainChange(db: Deps['db'], log: LogRow | undefined): Promise<LogBreak | null> {
  const imported = await findImportedChain(db)
  if (!log || !imported) return null
  const chain = await verifyChain(db, [])
  const isSame = chain?.hash === imported['hash'] && (chain?.broken === null || imported['broken'] !== null)
  if (isSame) return null
  const seq = chain?.broken && 'seq' in chain.broken ? chain.broken.seq : log.chainSeq
  return { kind: 'row_changed', seq }
}

/** Opens a checkpoint from outside as one of this log; null: it belongs to another log, or this log's key did not sign it. */
function openOutside({ vkey }: LogRow, { note }: OutsideCheckpoint): Checkpoint | null {
  const key = parseVkey(vkey)
  const opened = key && openCheckpointNatively(extractNote(note, key.name), key)
  return opened?.isValid ? opened : null
}

/** Returns a break when a checkpoint from outside belongs to no log of this database. */
function findUnknownCheckpoint(logs: readonly LogRow[], outside: readonly OutsideCheckpoint[]): LogBreak | null {
  const unknown = outside.find((checkpoint) => !logs.some((log) => openOutside(log, checkpoint)))
  return unknown ? { kind: 'checkpoint_differs', size: 0, anchoredAt: null, keptIn: unknown.keptIn } : null
}

type LogContext = { outside: readonly OutsideCheckpoint[]; isLast: boolean }

async function verifyLog(
  deps: VerifyDeps,
  log: LogRow,
  { outside, isLast }: LogContext,
): Promise<{ rows: number; broken: LogBreak | null }> {
  const tree = createRunningTree()
  const anchors = await listAnchors(deps.db, log.no)
  const checker = await createCheckpointChecker(deps, log, { outside, anchors })
  const findBackDated = createDateChecker(log, anchors)
  let lastSeq: number | null = null
  for (let from = -1; ;) {
    const batches = await listBatches(deps.db, log.no, from, BATCHES_PER_READ)
    const end = batches.at(-1)
    if (!end) break
    const entries = await listEntries(deps.db, lastSeq, Math.max(...batches.map((batch) => batch.lastSeq)))
    for (const batch of batches) {
      const after = lastSeq ?? Number.NEGATIVE_INFINITY
      const rows = entries.filter(({ seq }) => seq > after && seq <= batch.lastSeq)
      const broken =
        checkBatch(log, batch, rows, tree) ??
        checker.checkRoot(tree) ??
        findBackDated(batch, rows) ??
        (isLast ? await checkEvidence(deps, rows) : null)
      if (broken) return { rows: tree.size(), broken }
      lastSeq = batch.lastSeq
    }
    from = end.firstIndex
  }
  return { rows: tree.size(), broken: checker.checkEnd(tree.size()) ?? (await checkTiles(deps, log, tree)) }
}

/** Compares the leaves of a batch with the existing rows in one pass, both ascending, and adds them to the tree. */
function checkBatch(log: LogRow, batch: BatchRow, rows: readonly EntryRow[], tree: RunningTree): LogBreak | null {
  const hashes = splitHashes(batch.hashes)
  if (batch.firstIndex !== tree.size() || batch.size !== batch.seqs.length || hashes.length !== batch.size)
    return { kind: 'log_missing', index: tree.size() }
  let next = 0
  for (const { seq, index, text } of leavesOf(batch)) {
    const hash = leafHash(utf8(text))
    const kept = hashes[index - batch.firstIndex]
    if (!kept || !isEqual(hash, kept)) return { kind: 'log_changed', index }
    const row = rows[next]
    if (row && row.seq < seq) return { kind: 'row_added', seq: row.seq }
    if (row?.seq !== seq) return { kind: 'row_missing', seq }
    if (!isLeafOf(text, row, log.chainSeq)) return { kind: 'row_changed', seq }
    tree.add(hash)
    next += 1
  }
  const extra = rows[next]
  return extra ? { kind: 'row_added', seq: extra.seq } : null
}

async function checkEvidence({ evidence }: VerifyDeps, entries: readonly EntryRow[]): Promise<LogBreak | null> {
  const bad = await evidence?.firstBad(entries)
  if (!bad) return null
  const { seq, object, isMissing } = bad
  return { kind: isMissing ? 'evidence_missing' : 'evidence_changed', seq, object }
}

/** Checks that the tiles, from which proofs are made, give the same root. */
async function checkTiles({ db }: VerifyDeps, log: LogRow, tree: RunningTree): Promise<LogBreak | null> {
  if (tree.size() === 0) return null
  try {
    const root = await createTreeReader(db, log.no, tree.size()).root()
    return isEqual(root, tree.root()) ? null : { kind: 'log_changed', index: 0 }
  } catch (error) {
    if (error instanceof LogDamagedError) return { kind: 'log_changed', index: 0 }
    throw error
  }
}

type Expected = { note: string; size: number; keptIn: 'database' | 'beside_key' | 'file'; at: string | null }

/** Compares the tree with every checkpoint, in ascending order. */
async function createCheckpointChecker(
  { db }: VerifyDeps,
  log: LogRow,
  { outside, anchors }: { outside: readonly OutsideCheckpoint[]; anchors: readonly AnchorRow[] },
) {
  const key = parseVkey(log.vkey)
  const anchoredAt = new Map(anchors.map(({ size, at }) => [size, at.toISOString()]))
  const stored = await listCheckpoints(db, log.no, -1, Number.MAX_SAFE_INTEGER)
  const open = (note: string) => (key ? openCheckpointNatively(note, key) : null)
  const expected: Expected[] = stored.map(({ note, size }) => ({
    note,
    size,
    keptIn: 'database' as const,
    at: anchoredAt.get(size) ?? null,
  }))
  for (const { note, keptIn } of outside) {
    const checkpoint = openOutside(log, { note, keptIn })
    if (checkpoint) expected.push({ note: extractNote(note, log.origin), size: checkpoint.size, keptIn, at: null })
  }
  expected.sort((one, other) => one.size - other.size)
  const toBreak = (kind: 'checkpoint_differs' | 'checkpoint_missing', { size, at, keptIn }: Expected): LogBreak => ({
    kind,
    size,
    anchoredAt: at,
    keptIn,
  })
  let next = 0
  return {
    /** Returns a break when a checkpoint up to this size is not validly signed, has another root, or ends inside a batch. */
    checkRoot(tree: RunningTree): LogBreak | null {
      for (let due = expected[next]; due && due.size <= tree.size(); due = expected[++next]) {
        const checkpoint = open(due.note)
        const isSame =
          checkpoint?.isValid === true &&
          checkpoint.size === due.size &&
          due.size === tree.size() &&
          isEqual(checkpoint.root, tree.root())
        if (!isSame) return toBreak('checkpoint_differs', due)
      }
      return null
    },
    /** Returns a break when a checkpoint lies beyond the last leaf: the log was shortened. */
    checkEnd(size: number): LogBreak | null {
      const missing = expected.find((checkpoint) => checkpoint.size > size)
      return missing ? toBreak('checkpoint_missing', missing) : null
    },
  }
}
