import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { type Checkpoint, parseCheckpoint } from '@desk/shared/evidence/checkpoint'
import { isEqual } from '@desk/shared/evidence/bytes'
import { formatVkey, publicKeyOf } from '@desk/shared/evidence/signed-note'
import type { Tx } from '../../../db/database.ts'
import { readNewestAuditSeq } from '../../../kernel/audit/newest-entry-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { restoreMarker } from '../../../outbox/restore-marker.ts'
import { verifyChain } from '../chain/verify-chain.ts'
import { LOG_BEGUN } from './back-dated.ts'
import { lastCheckpoint } from './checkpoint-queries.ts'
import { textOfNote } from './log-head.ts'
import { currentLog, endOfLog, insertLog, listLogs, type LogRow } from './log-queries.ts'
import { trySealerLock } from './seal-queries.ts'
import { createTreeReader, LogDamagedError } from './tree-reader.ts'

type OpenDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'auditLogKey'>

export const auditJob: SystemActor = { kind: 'system', job: 'audit' }

/** Why a log begins. */
type BeginReason = 'first' | 'restored' | 'key_changed' | 'renamed'

/**
 * Returns the log to write to. Begins another one, and logs an error, when the current one cannot be continued: the database is
 * older than the last checkpoint that was signed, or the log's name or key changed. Null: another instance holds the lock, and
 * may be beginning another log.
 */
export async function openLog(deps: OpenDeps): Promise<LogRow | null> {
  const signed = await readSignedCheckpoint(deps)
  return deps.db.transaction(async (tx) => {
    if (!(await trySealerLock(tx))) return null
    const log = await currentLog(tx)
    if (log === null) return beginLog(deps, tx, { log, signed, because: 'first' })
    const because = await findCloseReason(deps, tx, log, signed)
    if (because !== null) return beginLog(deps, tx, { log, signed, because })
    if (signed === null) await warnOfMissingFile(deps, tx, log)
    return log
  })
}

/**
 * Warns that without the checkpoint file, nothing tells whether the database is older than the last signature. This happens once,
 * since the sealer then writes the file again.
 */
async function warnOfMissingFile({ log: logger }: OpenDeps, tx: Tx, log: LogRow): Promise<void> {
  if ((await lastCheckpoint(tx, log.no)) === null) return
  logger.warn(
    { origin: log.origin },
    'the checkpoint file beside the audit key is missing: if the database was restored from a backup, run npm run restored',
  )
}

/** Reads the last signed checkpoint from its file beside the key. @throws LogDamagedError when the file is not a checkpoint */
async function readSignedCheckpoint({ auditLogKey }: OpenDeps): Promise<Checkpoint | null> {
  const note = await auditLogKey.checkpointFile.read()
  if (note === null) return null
  const checkpoint = parseCheckpoint(textOfNote(note))
  if (!checkpoint)
    throw new LogDamagedError('The checkpoint file beside the audit key is damaged: restore it from its backup')
  return checkpoint
}

/** Returns why a log cannot be continued; null: it can. */
async function findCloseReason(
  { auditLogKey }: OpenDeps,
  tx: Tx,
  log: LogRow,
  signed: Checkpoint | null,
): Promise<BeginReason | null> {
  if (auditLogKey.origin !== null && baseOf(log.origin) !== auditLogKey.origin) return 'renamed'
  if (log.vkey !== vkeyOf(auditLogKey.seed, log.origin)) return 'key_changed'
  const restored = (await readSetting(tx, restoreMarker)).value
  if (restored !== null && new Date(restored.at) > log.at) return 'restored'
  return signed !== null && (await isOlder(tx, log, signed)) ? 'restored' : null
}

/** Returns whether the log in the database lacks entries that the last signed checkpoint contains. */
async function isOlder(tx: Tx, log: LogRow, signed: Checkpoint): Promise<boolean> {
  if (signed.origin !== log.origin)
    return baseOf(signed.origin) === baseOf(log.origin) && numberOf(signed.origin) > numberOf(log.origin)
  const { size } = await endOfLog(tx, log.no)
  if (signed.size > size) return true
  return !isEqual(await createTreeReader(tx, log.no, size).root(signed.size), signed.root)
}

type Beginning = { log: LogRow | null; signed: Checkpoint | null; because: BeginReason }

/** Begins a log, imports the chain of earlier releases into the first one, and records why. */
async function beginLog(deps: OpenDeps, tx: Tx, { log, signed, because }: Beginning): Promise<LogRow> {
  const { auditLogKey, clock } = deps
  const base = auditLogKey.origin ?? (log === null ? auditLogKey.defaultOrigin : baseOf(log.origin))
  // Compares with all logs: a log with a name that was used before would contradict what the earlier one signed.
  const origins = [...(await listLogs(tx)), ...(signed ? [signed] : [])].map((earlier) => earlier.origin)
  const number = Math.max(0, ...origins.filter((origin) => baseOf(origin) === base).map(numberOf)) + 1
  const origin = number === 1 ? base : `${base}/${String(number)}`
  // A restore may have been declared by a machine whose clock is ahead: the log must not be dated before it.
  const restored = (await readSetting(tx, restoreMarker)).value
  const at = new Date(Math.max(clock.now().getTime(), restored === null ? 0 : Date.parse(restored.at)))
  const chain = log === null ? await verifyChain(tx, await auditLogKey.earlierAnchors()) : null
  const begun: LogRow = {
    no: (log?.no ?? 0) + 1,
    origin,
    vkey: vkeyOf(auditLogKey.seed, origin),
    chainSeq: log?.chainSeq ?? (chain === null ? 0 : await readNewestAuditSeq(tx)),
    at,
  }
  await insertLog(tx, begun)
  const actor = actorName(auditJob)
  if (chain !== null) {
    const details = { blocks: chain.blocks, rows: chain.rows, hash: chain.hash, broken: chain.broken }
    await recordAudit(tx, { at, actor, action: 'audit.chain_imported', object: 'audit', details })
    if (chain.broken) deps.log.error({ broken: chain.broken }, 'the audit chain of earlier releases is broken')
  }
  const before = log && { origin: log.origin, size: (await endOfLog(tx, log.no)).size }
  const details = {
    origin,
    vkey: begun.vkey,
    because,
    before,
    kept: signed && { origin: signed.origin, size: signed.size },
  }
  await recordAudit(tx, { at, actor, action: LOG_BEGUN, object: origin, details })
  if (log !== null || number > 1)
    deps.log.error(details, 'the evidence log was closed and another one begun: tell the auditors, keep both keys')
  return begun
}

const vkeyOf = (seed: Uint8Array, origin: string): string => formatVkey(publicKeyOf({ name: origin, seed }))

/**
 * Returns the name of a log without its number: `desk.example.com/audit` for `desk.example.com/audit/2`. The configuration
 * rejects names that end in a number.
 */
const baseOf = (origin: string): string => origin.replace(/\/\d+$/, '')
const numberOf = (origin: string): number => Number(/\/(\d+)$/.exec(origin)?.[1] ?? '1')
