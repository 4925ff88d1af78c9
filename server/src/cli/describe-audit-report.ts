import type { AuditReport, LogBreak } from '@desk/shared/audit/audit-schemas'
import { isFurtherLog } from '@desk/shared/evidence/log-name'

const places = { database: 'the database', beside_key: 'the file beside the key', file: 'the file' } as const

function describeBreak(broken: LogBreak): string {
  switch (broken.kind) {
    case 'row_changed':
      return `row ${broken.seq} was changed after it was logged`
    case 'row_missing':
      return `row ${broken.seq}, which the log contains, is missing`
    case 'row_added':
      return `row ${broken.seq} was added afterwards; the log does not contain it`
    case 'row_back_dated':
      return `row ${broken.seq}, a signature, is dated more than a day before a checkpoint that does not contain it`
    case 'key_unknown':
      return 'no log of the database has the key that you gave'
    case 'log_changed':
      return `entry ${broken.index} of the log itself was changed`
    case 'log_missing':
      return `entry ${broken.index} of the log itself is missing`
    case 'evidence_changed':
      return `${broken.object}, recorded by row ${broken.seq}, was changed`
    case 'evidence_missing':
      return `${broken.object}, recorded by row ${broken.seq}, is missing`
    case 'evidence_added':
      return `${broken.object} was added afterwards; no row records it`
    case 'checkpoint_differs':
      return `the log is not the one whose ${broken.size} entries were signed (kept in ${places[broken.keptIn]}${broken.anchoredAt === null ? '' : `, put into the message to the auditors at ${broken.anchoredAt}`})`
    case 'checkpoint_missing':
      return `the log has fewer than the ${broken.size} entries that were signed (kept in ${places[broken.keptIn]})`
  }
}

/**
 * What the log was compared with outside the database. `keptCheckpoints`: number of checkpoints that the reader kept.
 * `vkey`: the log's key that the reader gave; null without one. `vkeys`: the keys in the database, the current one last.
 */
type Compared = {
  hasCheckpointBesideKey: boolean
  keptCheckpoints: number
  vkey: string | null
  vkeys: readonly string[]
}

/** Returns the lines that the command prints: what was found, and what the log was compared with. */
export function describeAuditReport({ broken, origin, rows, anchor, tail }: AuditReport, compared: Compared): string[] {
  const age = tail.oldestAt === null ? '' : `, the oldest of ${tail.oldestAt}`
  return [
    broken ? `BROKEN: ${describeBreak(broken)}.` : 'The evidence log is intact.',
    `Checked: ${rows} entries of ${origin ?? 'no log'}${broken ? ' before the fault' : ''}.`,
    anchor
      ? `Protected up to entry ${anchor.size} by a checkpoint that was put into the message to the auditors at ${anchor.at}: ${anchor.root}`
      : 'No checkpoint was ever put into a message to the auditors.',
    `Not protected yet: ${tail.rows} rows${age}.${tail.isTooOld ? ' That is more than a day: the daily anchor is overdue.' : ''}`,
    ...(broken ? [] : describeComparison(compared)),
    ...(origin !== null && isFurtherLog(origin)
      ? ['This log is not the first: the one before was closed. Ask why, and compare a checkpoint of it with --anchor.']
      : []),
  ]
}

function describeComparison({ hasCheckpointBesideKey, keptCheckpoints, vkey, vkeys }: Compared): string[] {
  const sources = [
    ...(hasCheckpointBesideKey ? ['the checkpoint beside the key'] : []),
    ...(keptCheckpoints > 0 ? ['the checkpoint that you kept'] : []),
    ...(vkey === null ? [] : ['the key that you gave']),
  ]
  const current = vkeys.at(-1)
  return [
    `Compared outside the database: ${sources.join(', ') || 'nothing'}.`,
    ...(keptCheckpoints > 0
      ? []
      : ['No checkpoint of yours was compared: whoever has the key could have made another log. Use --anchor.']),
    ...(vkey === null && current !== undefined
      ? [`The key is that of the database, ${current}: compare it with yours, or use --key.`]
      : []),
    ...(vkey !== null && vkey !== current
      ? [
          `The key that you gave is that of a log that was closed. The present one has another: ${current ?? 'none'}. Ask why.`,
        ]
      : []),
  ]
}
