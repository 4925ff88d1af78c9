import { roleNames } from './parts/role-names.ts'
import type { Messages } from '../messages.ts'
import { auditWords } from './parts/audit-words.ts'
import { auditActions, auditDetails } from './parts/audit-actions.ts'
import { lostEvents } from './parts/lost-events.ts'

const kept = { database: 'database', file: 'file' } as const

const audit: Omit<Messages['audit'], 'codes'> = {
  back: 'Home',
  intro: 'Actions are recorded and never changed; every day the checksum is sent to the auditors.',
  chain: 'Audit chain',
  protectedUpTo: (block, at) => `Block ${String(block)}, anchored ${at}`,
  noAnchor: 'Not anchored yet',
  tail: (rows) => (rows === 0 ? 'No rows since' : `${String(rows)} rows since, waiting for the next anchor`),
  tailTooOld: 'No anchor for more than a day. See the self-check for the cause.',
  verify: 'Verify',
  verifying: 'Verifying',
  intact: (rows, blocks) => `Verified: ${String(blocks)} blocks, ${String(rows)} rows.`,
  broken: (broken) => {
    switch (broken.kind) {
      case 'row_changed':
        return `Row ${String(broken.seq)} was changed (block ${String(broken.block)})`
      case 'row_missing':
        return `Row ${String(broken.seq)} is missing (block ${String(broken.block)})`
      case 'row_added':
        return `Row ${String(broken.seq)} was added afterwards (block ${String(broken.block)})`
      case 'block_changed':
        return `Block ${String(broken.block)} was changed`
      case 'block_missing':
        return `Block ${String(broken.block)} is missing`
      case 'evidence_changed':
        return `Evidence ${broken.object} was changed (see row ${String(broken.seq)})`
      case 'evidence_missing':
        return `Evidence ${broken.object} is missing (see row ${String(broken.seq)})`
      case 'evidence_added':
        return `Evidence ${broken.object} was added afterwards and is not recorded`
      case 'anchor_differs':
        return `Block ${String(broken.block)} differs from the anchor in the ${kept[broken.keptIn]}; the chain may have been rewritten from block ${String(broken.since)} on`
      case 'anchor_missing':
        return `Block ${String(broken.block)} was anchored (${kept[broken.keptIn]}) and is missing now`
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
}

// Events of lost-device cases are audited like other changes of requests.
const lost = Object.entries(lostEvents).map(([type, label]) => [`request.${type}`, label] as const)

export default {
  ...audit,
  codes: { actions: { ...auditActions, ...Object.fromEntries(lost) }, words: auditWords, details: auditDetails },
}
