import type { AuditAction } from '@desk/shared/audit-entries/action-names'
import { fileHint } from './parts/clause-hints.ts'
import { roleNames } from './parts/role-names.ts'
import type { Messages } from '../messages.ts'
import { auditWords } from './parts/audit-words.ts'
import { auditActions } from './parts/audit-actions.ts'
import { auditDetails } from './parts/audit-details.ts'
import { auditKinds, auditObjects } from './parts/audit-objects.ts'
import { device } from './parts/devices.ts'
import { exact, zoneName } from './parts/exact.ts'
import { count, monthAndDay, wholeDay } from './parts/phrases.ts'
import { lostEvents } from './parts/lost-device/lost-events.ts'

const kept = { database: 'in the database', beside_key: 'in the file beside the key', file: 'in the file' } as const
const moment = (day: string, time: string) => (time === '' ? wholeDay(day) : `${wholeDay(day)} ${time}`)
const entries = (number: number) => count(number, 'entry', 'entries')

const audit: Omit<Messages['audit'], 'codes' | 'entry'> = {
  back: 'Home',
  intro: () =>
    `Entries are only added. About a minute later they are in the signed evidence log, and every day its checkpoint is sent to the auditors. Each page that is read is recorded, too. All times are ${zoneName()}.`,
  chain: 'Evidence log',
  root: 'Root hash of the last checkpoint',
  protectedUpTo: (size, at) => `The first ${count(size, 'entry is', 'entries are')} in the daily checkpoint of ${at}`,
  noAnchor: 'No daily checkpoint yet',
  tail: (rows) => (rows === 0 ? 'No entries since' : `${entries(rows)} since, waiting for the next checkpoint`),
  keys: 'Hash and public key',
  vkey: 'Public key of the log',
  vkeyHint:
    'Keep it outside the company together with the checkpoints, for verifying files. It changes when another log begins; keep the earlier one, too.',
  tailTooOld: 'No checkpoint was sent for more than a day. Ask operations to look up the cause in the self-check.',
  further:
    'The evidence log began again, and the one before was closed: ask why. The administrator of the server compares checkpoints that were kept of it (audit -- verify --anchor).',
  verify: 'Verify',
  verifying: 'Verifying',
  intact: (rows, at) => `Verified: ${entries(rows)}. Checked by the server on ${at}.`,
  broken: (broken) => {
    switch (broken.kind) {
      case 'row_changed':
        return `Audit entry ${String(broken.seq)} was changed`
      case 'row_missing':
        return `Audit entry ${String(broken.seq)} is missing`
      case 'row_added':
        return `Audit entry ${String(broken.seq)} was added afterwards`
      case 'row_back_dated':
        return `Audit entry ${String(broken.seq)}, a signature, is dated more than a day before a checkpoint without it`
      case 'key_unknown':
        return 'No log has the key that was given'
      case 'log_changed':
        return `Entry ${String(broken.index + 1)} of the evidence log was changed`
      case 'log_missing':
        return `Entry ${String(broken.index + 1)} of the evidence log is missing`
      case 'evidence_changed':
        return `Evidence ${broken.object} was changed (see audit entry ${String(broken.seq)})`
      case 'evidence_missing':
        return `Evidence ${broken.object} is missing (see audit entry ${String(broken.seq)})`
      case 'evidence_added':
        return `Evidence ${broken.object} was added afterwards and is not recorded`
      case 'checkpoint_differs':
        return `The log differs from the checkpoint of ${String(broken.size)} entries ${kept[broken.keptIn]}; it may have been rewritten`
      case 'checkpoint_missing':
        return `The log is shorter than the checkpoint of ${String(broken.size)} entries ${kept[broken.keptIn]}`
    }
  },
  filter: 'Filter',
  actor: 'Actor',
  actorHint: 'Name, pinyin or initials; includes what was done to them',
  action: 'Action',
  actionHint: 'For example withdraw, remind, export',
  actionMatches: (labels, count) =>
    labels.length < count ? `${labels.join(', ')} and others, ${String(count)} in all` : labels.join(', '),
  actionNone: 'No such action, try another word',
  object: 'Object',
  code: 'Action code',
  objectId: 'Object id',
  open: 'Open',
  from: 'From',
  to: 'To',
  range: 'Time',
  rangeText: ({ from, to, fromTime, toTime }) => {
    if (to === '') return `from ${moment(from, fromTime)}`
    if (from === '') return `until ${moment(to, toTime)}`
    if (fromTime === '' && toTime === '') return from === to ? wholeDay(from) : `${wholeDay(from)} to ${wholeDay(to)}`
    return `${moment(from, fromTime || '00:00')} to ${moment(to, toTime || '24:00')}`
  },
  apply: 'Show',
  clear: 'Clear',
  invalid: 'Letters, digits and . : _ - @ only',
  byDay: {
    title: (number, first, last) => `${wholeDay(first)} to ${wholeDay(last)}: ${entries(number)}`,
    most: (day, hours, number) =>
      `Most on ${monthAndDay(day)}${hours === null ? '' : `, ${hours}`}: ${entries(number)}`,
    points: { days: 'Entries day by day', hours: 'Entries by two hours' },
    kinds: { looks: 'Views and exports', changes: 'Changes, decisions and others', losses: 'Lost devices and locks' },
    share: (kind, number) => `${kind} ${String(number)}`,
    slot: (day, hours) => (hours === null ? wholeDay(day) : `${wholeDay(day)}, ${hours}`),
    point: (slot, number) => `${slot}: ${entries(number)}`,
    withShares: (point, shares) => [point, ...shares].join(', '),
    finding: (title, most) => `${title}. ${most}`,
    tick: monthAndDay,
    choose:
      'Click or drag to see only the entries of that time; arrow keys, with Shift for several, and Enter work too',
    kindsUnknown: 'The kinds of actions are not known; reload the page after the upgrade.',
    table: 'Show as a table',
    caption: { days: 'Entries of each day', hours: 'Entries of every two hours' },
    slotOf: { days: 'Day', hours: 'Hours' },
    count: 'Entries',
  },
  rows: 'Audit entries',
  seq: 'No.',
  source: 'Source',
  sources: {
    device,
    network: (network) => `network ${network}`,
    list: (parts) => parts.join(', '),
    server: 'Server',
    none: 'Neither device nor network is recorded',
  },
  checkpoint: 'Checkpoint',
  checkpoints: {
    in: (size) => `Included, first ${String(size)}`,
    open: 'Not included',
    inHint: (no, size, at) =>
      `Entry ${String(no)} of the evidence log, in the checkpoint of ${entries(size)} that was signed on ${at}`,
    anchored: (at) => `in the daily checkpoint of ${at}`,
    unanchored: 'in the next daily checkpoint',
    list: (parts) => parts.join('; '),
    unverified: 'this says that it was written; Verify checks whether it was changed',
    openHint: 'In no checkpoint yet; it usually takes about a minute',
  },
  at: 'Time',
  details: 'Details',
  none: 'No entries match',
  noneHint: 'Widen the dates, or clear the name and the action.',
  export: 'Export',
  exportThese: (number) => `Export these ${String(number)} entries`,
  exportAtLeast: (number) => `Export (${String(number)} entries now)`,
  exportMore: (number) => `Export (more than ${String(number)} entries)`,
  exportHint:
    'Exports the filtered entries and is recorded in the audit log. The link is valid for 1 minute and opens once.',
  csv: 'Table (CSV)',
  html: 'Web page',
  proof: 'Proof of this entry',
  proofHint: 'Verify it offline at /verify; you need the key of the log.',
  checkFile: 'Check a file',
  checkFileHint:
    'Choose a table, page or receipt that was exported here, to see whether it is as it was exported. The file is not uploaded, only its SHA-256 is compared. The search is audited.',
  chooseFile: 'Choose a file',
  fileFound: ({ file, who, when, seq }) =>
    `Unchanged: ${file} is the file that ${who} exported on ${when}, see entry ${String(seq)} of the audit log.`,
  fileUnknown: (file) =>
    `${file} is not registered: it was changed or saved again after the export, or was not exported here. It is no evidence.`,
  ready: 'Ready. Use the link below',
  download: 'Download',
  fileHint,
}

// Events of lost-device cases are audited like other changes of requests.
const lost = Object.entries(lostEvents).map(([type, label]) => [`request.${type}`, label] as const)
const actions = { ...auditActions, ...Object.fromEntries(lost) } as Readonly<Record<AuditAction, string>>

const entry: Messages['audit']['entry'] = {
  ...{ actions, details: auditDetails, kinds: auditKinds, objects: auditObjects },
  roles: roleNames,
  ...{ automatic: 'Automatic', yes: 'yes', no: 'no', messageText: 'Text of a message', file: 'Exported file' },
  exact,
  in: (department) => ` (${department})`,
  of: (name, of) => `${name}, ${of}`,
  kindOf: (kind, name) => (name.startsWith('《') ? name : `${kind} ${name}`),
  message: (no) => `Message ${no}`,
}

export default { ...audit, entry, codes: { actions, words: auditWords } }
