import type { Messages } from '../../../messages.ts'
import { readingTime } from '../../policies.ts'
import { count, names } from '../phrases.ts'

type Sections = 'editor' | 'review' | 'forecast' | 'retirement' | 'texts'

const clauses = (number: number) => count(number, 'clause')

/** Messages of the editor, the second person's page, the forecast and the texts of a policy. */
export const policyAuthoring: Pick<Messages['policy-admin'], Sections> = {
  editor: {
    document: 'Title and requirements',
    allClauses: (count) => `All ${String(count)}`,
    changedOnly: (count) => `Changed ${String(count)}`,
    terms: (days, joinerDays, files) =>
      `Due in ${String(days || '—')} days, new members ${String(joinerDays || '—')}${files === 0 ? '' : `, ${count(files, 'attachment')}`}`,
    backTo: (label) => `Back to version ${label}`,
    restore: 'Restore',
    changes: { changed: 'Changed', new: 'New', removed: 'Removed' },
    since: (label) => (label === null ? 'No version is in force yet' : `Difference to version ${label}`),
    unchanged: 'The same as in force',
    length: (characters, seconds) => `${String(characters)} characters, about ${readingTime(seconds)}`,
    phone: 'On the phone',
    phoneFor: { delta: 'Signed before', full: 'Never signed' },
    phoneDelta: (count, seconds) => `Only ${clauses(count)} that changed, about ${readingTime(seconds)}`,
    phoneFull: (count, seconds) => `${clauses(count)}, about ${readingTime(seconds)}`,
    phoneSign: 'Sign',
    phoneLooks: 'How the preview looks',
    phoneCare: 'Large type',
    phoneDark: 'Dark',
    unsaved: 'There are unsaved changes',
    discard: 'Discard the draft',
    discardTitle: 'Discard this draft? It cannot be restored; the version in force is not affected',
    discarded: 'Draft discarded',
  },
  review: {
    title: 'Review',
    fingerprint: (hash) => `You approve exactly this text (fingerprint ${hash}); a later change needs a new approval`,
    comment: 'Comment (required to send back)',
    commentMissing: 'Say why it is sent back; the author will read it',
    back: 'Send back',
    approvedBy: (name, when, comment) =>
      `Approved by ${name}${when === null ? '' : ` on ${when}`}${comment === '' ? '' : `: ${comment}`}`,
    publishedBy: (name, when) =>
      `Published by ${name}${when === null ? ', not yet in effect' : `, in effect since ${when}`}`,
  },
  forecast: {
    title: (number) => `${count(number, 'person has', 'people have')} to sign`,
    full: 'Never signed',
    fullHint: (count) => `sign all ${clauses(count)}`,
    delta: (label) => `Signed version ${label}`,
    deltaHint: (count) => `sign only what changed: ${clauses(count)}`,
    unit: 'people',
    part: (name, count, hint) => `${name}: ${String(count)} (${hint})`,
    time: (seconds) => `about ${readingTime(seconds)}`,
    nothing: 'No clause has to be signed again',
    exempt: 'Exempt',
    exemptHint: 'Need not sign',
    partners: (count) => `Partners among them: ${String(count)}`,
    excluded: (count) => `Disabled or contract ended, not counted: ${String(count)}`,
    times: 'Time per person',
    now: 'By the present members; counted again when it is published',
    table: 'Show as a table',
    group: 'Group',
    people: 'People',
    task: 'What they sign',
  },
  retirement: {
    ask: 'Ask to retire',
    askTitle: 'Ask to retire this policy',
    askHint: 'Nobody has to sign it any more; texts and signatures stay. Another person who may approve confirms it.',
    reason: 'Reason (shown to the approver)',
    asked: (name, when, reason) => `${name} asked on ${when} to retire it: ${reason}`,
    wait: (reviewers) =>
      reviewers.length === 0 ? 'Nobody else may confirm it' : `Waiting for ${names(reviewers)} to confirm`,
    confirm: 'Retire it',
    confirmTitle: 'Nobody has to sign it any more. This cannot be undone',
    decline: 'Keep it',
    withdraw: 'Withdraw the request',
    declineReason: 'Reason (shown to the person who asked)',
    done: (approver, when) => `Confirmed by ${approver} on ${when}: retired`,
    retired: 'Retired',
  },
  texts: {
    back: 'Receipts',
    version: 'Version',
    from: 'Compare with',
    noFrom: 'Nothing: the whole text',
    option: (name, isInForce, isSigned) =>
      `${name}${isInForce ? ', in force' : ''}${isSigned ? ', signed by you' : ''}`,
    clauses: 'Clauses',
    whole: 'Text',
    changes: 'Changes',
    ofVersion: (link, label) => `${link} of version ${label}`,
    consent: 'Consent text',
    retired: 'This policy is retired; nobody has to sign it',
  },
}
