import { canonicalJson } from '../../audit/canonical-json.ts'
import { utf8 } from '../bytes.ts'
import { personCommit } from './check-people.ts'
import type { BundleFaultCode } from './faults.ts'
import { sha256Hex } from './read-files.ts'
import { type Changes, sampleBundle, sampleStamp } from './sample-bundle.ts'

type Line = Record<string, unknown>
type OwnerTampering = readonly [name: string, fault: BundleFaultCode, changes: Changes]

/** Changes the first of the lines. */
const first =
  (change: (line: Line) => Line) =>
  ([line = {}, ...rest]: Line[]): Line[] => [change(line), ...rest]

/** Changes fields of the content of the first signature. */
const contents = (fields: Readonly<Record<number, unknown>>): Pick<Changes, 'contents'> => ({
  contents: ([line = [], ...rest]) => [line.map((value, index) => (index in fields ? fields[index] : value)), ...rest],
})

/** Lets the first signature name another document, of one clause, which is in the file. */
function signedDocument(policyId: string, label: string, consent: unknown = '我已阅读并同意'): Changes {
  const clause = canonicalJson(['1', '1', '总则', '本规范适用于部分员工。'])
  const clauseHash = sha256Hex(utf8(clause))
  const document = canonicalJson([policyId, label, 'zh-CN', '使用规范', consent, [clauseHash]])
  const docHash = sha256Hex(utf8(document))
  return {
    texts: [clause, document],
    ...contents({ 10: { '1': clauseHash }, 12: docHash, 13: consent }),
    signatures: first((line) => ({ ...line, docHash })),
  }
}

/** Moves the first signature to an earlier version whose id is the empty text, and leaves that version out of the roster. */
function signedUnnamed(): Changes {
  const { texts = [], signatures, ...signed } = signedDocument('pol_1', '0.9')
  const docHash = sha256Hex(utf8(texts.at(-1) ?? ''))
  return {
    texts,
    contents: (all) => {
      const [own = [], ...rest] = signed.contents?.(all) ?? []
      return [own.with(3, ''), ...rest]
    },
    signatures: (lines) => first((record) => ({ ...record, versionId: '' }))(signatures?.(lines) ?? []),
    history: (records) => [
      ...records,
      { ...records[0], details: { version: '', label: '0.9', kind: 'major', docHashes: { 'zh-CN': docHash } } },
    ],
    rosterLines: first((own) => ({ ...own, state: 'signed_earlier' })),
    counts: { signed: 1, signed_earlier: 1, pending: 1, exempt: 1 },
  }
}

/** Gives whoever is exempt another userid, on the roster and in `people.jsonl`. */
export const exemptAs = (userid: string): Changes => ({
  rosterLines: (lines) =>
    lines.map((line) =>
      line['state'] === 'exempt'
        ? { ...line, commit: personCommit({ salt: 'd4'.repeat(16), userid, name: '赵六' }) }
        : line,
    ),
  people: (lines) => lines.map((line) => (line['userid'] === 'zhaoliu' ? { ...line, userid } : line)),
})

const somebodyElse = { userid: 'sunqi', name: '孙七' }
const commitToSomebodyElse = first((line) => ({
  ...line,
  commit: personCommit({ salt: 'a1'.repeat(16), ...somebodyElse }),
}))
const AFTER_THE_DAY = '2026-03-19T00:00:00.000Z'
/** Size of the log that has the first signature, and not the second. */
const WITH_ONE = 303

/** Returns what the owner of the key could write, and hash and sign again: nothing but a rule of the verifiers refuses it. */
export function ownerTamperings(): readonly OwnerTampering[] {
  const { noteOf } = sampleBundle()
  return [
    [
      'a signature without the key of its person',
      'person_differs',
      { people: first(({ keys: _none, ...line }) => line) },
    ],
    [
      'a roster that gives a signature to somebody else',
      'person_differs',
      { rosterLines: commitToSomebodyElse, people: first((line) => ({ ...line, ...somebodyElse })) },
    ],
    [
      'a roster that gives a signature without its key to somebody else',
      'person_differs',
      {
        rosterLines: commitToSomebodyElse,
        people: first(({ keys: _none, ...line }) => ({ ...line, ...somebodyElse })),
      },
    ],
    [
      'a part of the userid within the salt',
      'file_malformed',
      { people: first((line) => ({ ...line, salt: `${String(line['salt'])}zhang`, userid: 'san' })) },
    ],
    [
      'somebody who is on no roster and signed nothing',
      'person_unknown',
      { people: (lines) => [...lines, { person: 'psn_5', salt: 'e5'.repeat(16), ...somebodyElse }] },
    ],
    [
      'a signature dated after the day of its roster',
      'signature_after_roster',
      { ...contents({ 7: AFTER_THE_DAY }), signatures: first((line) => ({ ...line, at: AFTER_THE_DAY })) },
    ],
    [
      'a signature logged after its roster',
      'signature_after_roster',
      { later: [{ object: 'sig_3', person: 'psn_3' }] },
    ],
    [
      'somebody shown as not signed who signed',
      'signature_of_unsigned',
      {
        rosterLines: first((line) => ({ ...line, state: 'pending' })),
        counts: { signed: 1, pending: 2, exempt: 1 },
      },
    ],
    [
      'somebody who has to sign again and never signed',
      'signature_missing',
      {
        rosterLines: (lines) =>
          lines.map((line) => (line['state'] === 'pending' ? { ...line, state: 'lapsed' } : line)),
        counts: { signed: 2, lapsed: 1, exempt: 1 },
      },
    ],
    ['somebody who signed an earlier version that the roster does not name', 'signature_missing', signedUnnamed()],
    ['a version with two texts', 'text_of_other_version', signedDocument('pol_1', '0.9')],
    ['a signed text of another policy', 'text_of_other_policy', signedDocument('pol_2', '1.0')],
    ['words of consent that are no text', 'signature_record_differs', signedDocument('pol_1', '1.0', 1)],
    [
      'a sealed signer with padding, which not every program reads',
      'person_differs',
      { contents: ([line = [], ...rest]) => [line.with(15, `${String(line[15])}=`), ...rest] },
    ],
    [
      'an exemption from after the day of the roster',
      'exemption_missing',
      { history: ([inForce = {}, exempted = {}]) => [inForce, { ...exempted, at: AFTER_THE_DAY }] },
    ],
    [
      'somebody exempt without a name on whom nobody decided',
      'exemption_missing',
      {
        history: ([inForce = {}]) => [inForce],
        people: (lines) => lines.filter(({ userid }) => userid !== 'zhaoliu'),
      },
    ],
    ['somebody exempt with a userid of which nothing is left', 'exemption_missing', exemptAs('@former-0123456789ab')],
    ['an earlier roster without its number of people', 'roster_size_differs', { earlier: [{ size: undefined }] }],
    [
      'an earlier roster whose counts are no numbers',
      'roster_counts_differ',
      { earlier: [{ counts: { signed: '2' } }] },
    ],
    [
      'a checkpoint dated before a record that it contains',
      'anchor_back_dated',
      { anchor: { at: '2026-03-10T22:00:00.000Z', size: WITH_ONE } },
    ],
    [
      'a record dated before the second of two checkpoints without it',
      'record_back_dated',
      { furtherAnchors: [{ at: AFTER_THE_DAY, size: WITH_ONE }] },
    ],
    [
      'the time stamp of another checkpoint',
      'anchor_malformed',
      { furtherAnchors: [{ at: '2026-03-17T02:30:00.000Z', size: WITH_ONE, timestamp: sampleStamp(noteOf(200)) }] },
    ],
  ]
}
