import type { Messages } from '../messages.ts'
import { auditActions, auditDetails } from './parts/audit-actions.ts'
import { lostEvents } from './parts/lost-events.ts'

const kept = { database: 'database', file: 'file' } as const

const audit: Omit<Messages['audit'], 'codes'> = {
  back: 'Home',
  intro:
    'Who did what and when. Rows are added and never changed; every day the head of the chain goes to the auditors.',
  chain: 'Audit chain',
  protectedUpTo: (block, at) => `Block ${String(block)}, anchored ${at}`,
  noAnchor: 'Not anchored yet',
  tail: (rows) => (rows === 0 ? 'No rows since' : `${String(rows)} rows since, waiting for the next anchor`),
  tailTooOld: 'No anchor for more than a day. The self-check may say why.',
  verify: 'Verify',
  verifying: 'Computing from the start',
  intact: (rows, blocks) => `Intact: ${String(blocks)} blocks with ${String(rows)} rows, each computed anew.`,
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
        return `Evidence ${broken.object} was changed (row ${String(broken.seq)} speaks of it)`
      case 'evidence_missing':
        return `Evidence ${broken.object} is missing (row ${String(broken.seq)} speaks of it)`
      case 'evidence_added':
        return `Evidence ${broken.object} was added afterwards; no row speaks of it`
      case 'anchor_differs':
        return `Block ${String(broken.block)} is not the one anchored in the ${kept[broken.keptIn]}; the chain may have been made anew from block ${String(broken.since)} on`
      case 'anchor_missing':
        return `Block ${String(broken.block)} was anchored (${kept[broken.keptIn]}) and is missing now`
    }
  },
  filter: 'Filter',
  actor: 'Who',
  actorHint: 'Account, such as limin',
  action: 'Action',
  actionHint: 'Such as roles.grant',
  object: 'Object',
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
  export: 'Export',
  exportHint: 'Exports what the filter shows, and is recorded itself. The link works for one minute and opens once.',
  csv: 'Table (CSV)',
  html: 'Web page (not independently verified)',
  ready: 'Ready. Use the link below',
  download: 'Download',
}

// What a lost device wrote stands in the audit like every other change of a request.
const lost = Object.entries(lostEvents).map(([type, word]) => [`request.${type}`, word] as const)

export default { ...audit, codes: { actions: { ...auditActions, ...Object.fromEntries(lost) }, details: auditDetails } }
