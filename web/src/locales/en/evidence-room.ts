import { bundleProgress } from './parts/bundle-progress.ts'
import { fileHint } from './parts/clause-hints.ts'
import { causesOfDifference } from '@desk/shared/policies/roster'
import type { Messages } from '../messages.ts'
import { device } from './parts/devices.ts'
import { exact, zoneName } from './parts/exact.ts'
import { count, wholeDay } from './parts/phrases.ts'

const clauseCount = (number: number) => count(number, 'clause')

const messages: Messages['evidence-room'] = {
  exact,
  search: 'Name, pinyin or receipt code',
  asOf: 'As of',
  find: 'Look up',
  purpose: 'Proves whether a person had signed by a day, and which version, with a verification, to print or export.',
  toRecords: 'Only what happened: signing records',
  hint: 'Enter a name, its pinyin initials or a receipt code. Every view is audited.',
  nobody: (q) => `Nothing found for “${q}”`,
  nobodyHint: 'Type a name, its pinyin or initials, or the whole code of a receipt.',
  noDay: 'Nothing is stored for that day',
  noDayHint: 'The days that can be looked up are those of the board. Choose another day.',
  nobodyInScope:
    'This link finds only people whom its policies concern. Type a name, its pinyin or initials, or the whole code of a receipt.',
  people: (count) => `${String(count)} people found: choose one`,
  more: 'There are more people: enter more of the name',
  left: 'Left or disabled',
  policies: 'Policies',
  share: 'Links for outside auditors',
  print: 'Print',
  guest: (name) => `Outside auditor: ${name}`,
  scope: (policies, from, to) =>
    `${count(policies, 'policy', 'policies')}, ${wholeDay(from)} to ${wholeDay(to)}, read only`,
  endsAt: (when) => `link valid until ${when}`,
  over: {
    title: 'This link is no longer valid',
    hint: 'It expired or the company ended it. If you still need access, ask the company’s compliance officer for a new one.',
  },
  entry: {
    title: 'Open the link to the evidence room',
    hint: 'The link works only in the browser that opens it first. Open it on the computer or phone that you will use. Opening it, and every view, is recorded in the company’s audit.',
    open: 'Open in this browser',
    refused: {
      not_found: 'The link is incomplete or does not exist: open it again from the message that you received',
      'input.invalid': 'The link is incomplete: open it again from the message that you received',
      'room.link_ended': 'The link expired or was ended: ask the company’s compliance officer',
      'room.link_opened_elsewhere':
        'Another browser opened this link first. Return to that browser, or ask the company for a new link',
    },
  },
  sheet: 'evidence of signing',
  asked: (who, when) => `Looked up by ${who} on ${when} (${zoneName()})`,
  sentences: {
    signed: ({ name, at, title, label, basis }) =>
      `Signed. ${name} signed “${title}” version ${label} on ${at}: ${basis === 'full' ? 'the whole text' : 'the changes; the other clauses were signed before'}.`,
    stillValid: (label) => ` Version ${label}, in force on that day, does not require a new signature.`,
    unsigned: ({ when, name, title, label, due, isOverdue }) =>
      `Not signed. As of ${when}, ${name} has not signed “${title}” version ${label}${due === '' ? '' : isOverdue ? `, overdue since ${due}` : `, due on ${due}`}.`,
    exempt: (when, name, title) => `Exempt. As of ${when}, ${name} does not have to sign “${title}”.`,
    notBound: (when, name, title) => `Not required. As of ${when}, “${title}” does not bind ${name}.`,
    erased: (when, name, title) =>
      `Not known. The identity of ${name} as a signer was erased: whether they had signed “${title}” by ${when} can no longer be verified. Signatures remain, but are no longer attributed.`,
    noText: (when, title) => `No text in force. As of ${when}, no version of “${title}” is in force.`,
    unsound: (name, title, label) =>
      `Verification failed. The record of ${name} signing “${title}” version ${label} differs from what was signed, and is no evidence.`,
  },
  who: ({ department, isThen, position, userid, hasLeft }) =>
    [
      ...(department === '' ? [] : [isThen ? `in ${department} when signing` : department]),
      ...(position === '' ? [] : [position]),
      `account ${userid}`,
      ...(hasLeft ? ['left or disabled since'] : []),
    ].join(' · '),
  receipt: 'receipt',
  receiptOf: (label) => `receipt for version ${label}`,
  facts: {
    text: 'Text in force',
    former: 'Version before',
    messages: 'Messages',
    reading: 'Opening, reading',
    signature: 'Signature',
    decisions: 'Exemptions, decisions',
    after: 'Since then',
    counts: 'Whole company',
  },
  none: '—',
  noText: 'No version was in force',
  text: (text) =>
    [
      `Version ${text.label}, ${clauseCount(text.clauses)}`,
      ...(text.authors.length > 0 ? [`written by ${text.authors.join(', ')}`] : []),
      ...(text.approvedBy && text.approvedAt ? [`approved by ${text.approvedBy} on ${exact(text.approvedAt)}`] : []),
      ...(text.publishedBy ? [`published by ${text.publishedBy}`] : []),
      `in force since ${exact(text.publishedAt)}`,
      (text.isCurrent ? 'still in force' : 'replaced or retired since') +
        (text.lastDay ? `, as of ${wholeDay(text.lastDay)}` : ''),
    ].join('; '),
  former: (label, { changed, added, removed }) =>
    label === null
      ? 'First version'
      : changed + added + removed === 0
        ? `Same clauses as version ${label}`
        : `Against version ${label}: ${[
            ...(changed > 0 ? [`${String(changed)} changed`] : []),
            ...(added > 0 ? [`${String(added)} added`] : []),
            ...(removed > 0 ? [`${String(removed)} removed`] : []),
          ].join(', ')}`,
  message: (kind, when, delivery) => `${kind}, ${when}${delivery === '' ? '' : `, ${delivery}`}`,
  noMessages: 'No message is stored (messages are kept for a limited time)',
  opened: (when, label) => `Version ${label} opened on ${when}`,
  read: ({ read, clauses, seconds, basis }) => {
    const others = clauses - read
    const rest =
      others <= 0
        ? ''
        : basis === 'delta'
          ? ` (the other ${String(others)} were signed before)`
          : ` (the other ${String(others)} were not required of them)`
    return `The ${String(read)} required of ${clauseCount(clauses)} were on screen${rest}, ${seconds >= 60 ? `${String(Math.floor(seconds / 60))} min ` : ''}${String(seconds % 60)} s in all`
  },
  device: (used, network) => `${device(used)}, network ${network}`,
  notOpened: 'Never opened',
  signature: ({ signedAt, label, consent, typedName }) =>
    `${exact(signedAt)}, version ${label}, ${typedName === null ? 'by pressing “Sign”' : `name typed: “${typedName}”`}, statement “${consent}”`,
  unsigned: 'No signature',
  erased: 'Erased: no longer attributed',
  decision: (kind, facts) => [kind, ...facts].join(', '),
  noDecisions: 'No exemption, other due date or request to sign again',
  replaced: (former, receipt) => `The earlier receipt ${former} was replaced by ${receipt}`,
  stillCounts: (label) => `Version ${label} requires no new signature: this one counts`,
  signAgain: (label) => `Version ${label} has to be signed again, and was not`,
  nothingAfter: (when) => `Until ${when} it was not replaced, and no new signature was required`,
  counts: ({ bound, signed, unsigned, exempt, excluded }) =>
    `Whole company: ${String(bound)} required = ${String(signed)} signed + ${String(unsigned)} pending + ${String(exempt)} exempt, ` +
    `${String(bound)} required = ${String(bound + excluded)} on the register − ${String(excluded)} not counted`,
  commitments: {
    none: '; the roster of that day is not in the evidence log, but restored from records',
    same: '; the roster of that day is in the evidence log, with the same numbers',
    differs: `; the roster of that day is in the evidence log, but with other numbers: ${causesOfDifference.en}`,
  },
  related: 'Related pages',
  board: 'Progress on that day',
  record: 'Signing record of this person',
  audit: 'Audit entries about this person',
  audited: (entry) =>
    `This view was audited${entry === null ? '' : ` as entry ${String(entry)}`}. All times are ${zoneName()}. It shows what the server recorded, and by when at the latest, not who was in front of the screen; times are by the server’s clock. The checks above were made by the company’s server for this view.`,
  checks: {
    text: 'The text is as it was signed',
    textChanged: 'The text differs from what was signed',
    record: 'The record matches the log',
    entry: (no) => `entry ${String(no)} of the evidence log, by its inclusion proof`,
    recordChanged: 'The record differs from the log',
    recordWaits: 'Not in the log yet',
    recordWaitsHint: 'Can be verified in about a minute',
    anchor: 'In a daily checkpoint',
    anchorAt: (when) => `checkpoint of ${when}`,
    anchorWaits: 'Not in a daily checkpoint yet',
    anchorWaitsHint: 'A checkpoint is made once a day: look again after the next one',
  },
  exports: {
    title: 'Evidence that others can verify',
    titleAll: 'Evidence of all policies',
    hintAll:
      'The roster of the whole company, the signatures, reasons for exemptions, open questions, reading times and texts of each policy at the end of the day chosen above. Exports are audited; the link works for one minute.',
    hint: (hasProof) =>
      `Evidence contains the roster of that day, the signatures and the texts of this policy${
        hasProof ? '; a proof contains this receipt only, and alone does not show that it was back-dated' : ''
      }. Exports are audited; the link works for one minute.`,
    bundle: 'Evidence (ZIP)',
    proof: 'Proof of the receipt',
    verify: 'Verify evidence',
    ready: 'Ready: use the link below; a large file takes a while',
    progress: bundleProgress,
    download: 'Download',
    fileHint,
  },
  kept: {
    title: 'Keep the checkpoint and the key',
    hint: 'Copy them now, and keep them outside the company. Evidence that you verify with them later shows whether earlier records were changed; what you take from the evidence itself does not.',
    checkpoint: 'Last daily checkpoint',
    key: 'Key of the log',
  },
  clauses: {
    changes: (label, count) => `${clauseCount(count)} different from version ${label}`,
    all: (label, count) => `Whole text of version ${label}, ${clauseCount(count)}`,
    kinds: { same: 'unchanged', changed: 'changed', new: 'added', removed: 'removed' },
    why: (why) => `Reason: ${why}`,
  },
  links: {
    intro:
      'Lets auditors from outside the company look up certain policies and days, read only. A link works only in the browser that opens it first, and can be ended at any time.',
    create: 'Create a link',
    name: 'Recipient',
    namePlaceholder: 'For example: audit firm',
    policies: 'Policies',
    fromDay: 'First day',
    toDay: 'Last day',
    toDayHint: 'May be after today',
    days: 'Days for which the link works',
    daysHint: (most) => `At most ${String(most)}`,
    createdTitle: 'The link is ready',
    createdHint:
      'It is shown only once: copy it now and send it. Do not open it yourself, since it works only in the browser that opens it first.',
    confirmCopied: 'Copied, close',
    none: 'No links for outside auditors yet',
    noneHint: 'Create one when an outside auditor wants to look things up.',
    columns: {
      name: 'Recipient',
      policies: 'Policies',
      days: 'Days shown',
      opened: 'Opened',
      views: 'Views',
      ends: 'Ends or ended',
      createdBy: 'Created by',
    },
    states: { waiting: 'Not opened', open: 'In use', expired: 'Expired', ended: 'Ended' },
    span: (from, to) => `${wholeDay(from)} to ${wholeDay(to)}`,
    opened: (when, used) => `${when}, ${device(used)}`,
    notOpened: 'Not yet',
    endedBy: (when, who) => `${when} by ${who}`,
    endedByRole: 'Its creator may no longer share',
    end: 'End the link',
    endTitle: (name) => `End the link for “${name}”? It stops working at once`,
    invalid: 'Check this field',
    fieldErrors: {
      'text.required': 'Required',
      'text.too_long': 'At most 40 characters',
      'text.unseen_signs': 'It contains invisible characters: type it again',
      too_small: 'Choose or enter something',
      too_big: 'At most 30 days',
      invalid_type: 'Enter a whole number',
      invalid_format: 'Choose a day',
      'day.unknown': 'Choose a day',
      'link.unknown_policy': 'The policy does not exist or is not published',
      'link.days_reversed': 'The last day is before the first',
      'link.day_ahead': 'The first day is after today',
    },
  },
}
export default messages
