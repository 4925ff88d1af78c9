import { fileHint } from './parts/clause-hints.ts'
import { roleNames } from './parts/role-names.ts'
import type { Messages } from '../messages.ts'
import { moment } from './parts/phrases.ts'
import { auditWords } from './parts/audit-words.ts'
import { auditActions } from './parts/audit-actions.ts'
import { auditDetails } from './parts/audit-details.ts'
import { lostEvents } from './parts/lost-events.ts'

const kept = { database: 'in the database', beside_key: 'beside the key', file: 'in the file' } as const

const audit: Omit<Messages['audit'], 'codes'> = {
  back: 'Home',
  intro:
    'Actions are recorded and never changed; every day the checksum is sent to the auditors. Times are those of Beijing.',
  root: 'Checksum of the last seal',
  chain: 'Evidence log',
  protectedUpTo: (size, at) => `First ${String(size)} entries, anchored ${at}`,
  noAnchor: 'Not anchored yet',
  tail: (rows) => (rows === 0 ? 'No rows since' : `${String(rows)} rows since, waiting for the next anchor`),
  tailTooOld: 'No anchor for more than a day. See the self-check for the cause.',
  verify: 'Verify',
  verifying: 'Verifying',
  intact: (rows) => `Verified: ${String(rows)} entries.`,
  broken: (broken) => {
    switch (broken.kind) {
      case 'row_changed':
        return `Row ${String(broken.seq)} was changed`
      case 'row_missing':
        return `Row ${String(broken.seq)} is missing`
      case 'row_added':
        return `Row ${String(broken.seq)} was added afterwards`
      case 'log_changed':
        return `Entry ${String(broken.index + 1)} of the evidence log was changed`
      case 'log_missing':
        return `Entry ${String(broken.index + 1)} of the evidence log is missing`
      case 'evidence_changed':
        return `Evidence ${broken.object} was changed (see row ${String(broken.seq)})`
      case 'evidence_missing':
        return `Evidence ${broken.object} is missing (see row ${String(broken.seq)})`
      case 'evidence_added':
        return `Evidence ${broken.object} was added afterwards and is not recorded`
      case 'checkpoint_differs':
        return `The log differs from the checkpoint of ${String(broken.size)} entries ${kept[broken.keptIn]}; it may have been rewritten`
      case 'checkpoint_missing':
        return `The log is shorter than the checkpoint of ${String(broken.size)} entries ${kept[broken.keptIn]}`
    }
  },
  filter: 'Filter',
  actor: 'Who',
  actorHint: 'Name, pinyin or initials; includes what was done to them',
  action: 'What',
  actionHint: 'For example withdraw, remind, export',
  actionMatches: (labels, count) =>
    labels.length < count ? `${labels.join(', ')} and others, ${String(count)} in all` : labels.join(', '),
  actionNone: 'No such action, try another word',
  object: 'Object',
  objectCode: 'Object id (optional)',
  code: 'Action code',
  objectId: 'Object id',
  open: 'Open',
  of: (name, of) => `${name}, ${of}`,
  objects: {
    audit: 'Audit log',
    console: 'Admin console',
    database: 'Database',
    directory: 'Directory',
    lost_devices: 'Lost devices',
    ops_lead: 'Ops lead',
    outbox: 'Message delivery',
    policies: 'Policies',
    proposals: 'Proposed admins',
    'directory.feed': 'The other writer of the directory',
    'groups.rules': 'Naming rules of groups',
    'incidents.contact': 'Independent contact of incidents',
    'info_change.fields': 'Information that may be changed',
    'lost_device.duty': 'On-call contacts',
    'notices.quiet_hours': 'Quiet hours',
    'outbox.paused': 'Paused delivery',
    'partners.mark': 'Mark of partners',
    'policies.gate': 'Sign before signing in',
    'roles.leaders_need_confirmation': 'Leaders decide after confirmation only',
    'roles.separate_duties': 'Auditors hold no operating role',
  },
  objectKinds: {
    acb: 'List of joiners',
    aco: 'Joiner',
    alk: 'Link for auditors',
    att: 'Attachment of a request',
    cfc: 'Confirmation of data',
    cfn: 'Confirmation of data',
    cls: 'Offboarding',
    dlg: 'Delegation',
    dpr: 'Report of a departure',
    exm: 'Exemption',
    faq: 'Common question',
    fbk: 'Feedback',
    grr: 'Report of a group',
    grt: 'Role',
    hov: 'Handover',
    inc: 'Incident',
    key: 'API key',
    pfl: 'File of a policy',
    pov: 'Version of a policy',
    psn: 'Signer',
    que: 'Question',
    ros: 'Roster',
    ses: 'Session',
  },
  in: (department) => ` (${department})`,
  roleNames,
  system: 'Automatic',
  from: 'From',
  to: 'To',
  apply: 'Show',
  clear: 'Clear',
  invalid: 'Letters, digits and . : _ - @ only',
  rows: 'Audit rows',
  seq: 'No.',
  at: 'Time',
  moment,
  details: 'Details',
  none: 'No rows match',
  noneHint: 'Widen the dates, or clear the name and the action.',
  export: 'Export',
  exportHint:
    'Exports the filtered rows and is recorded in the audit log. The link is valid for 1 minute and opens once.',
  csv: 'Table (CSV)',
  html: 'Web page (not independently verified)',
  ready: 'Ready. Use the link below',
  download: 'Download',
  fileHint,
}

// Events of lost-device cases are audited like other changes of requests.
const lost = Object.entries(lostEvents).map(([type, label]) => [`request.${type}`, label] as const)

export default {
  ...audit,
  codes: { actions: { ...auditActions, ...Object.fromEntries(lost) }, words: auditWords, details: auditDetails },
}
