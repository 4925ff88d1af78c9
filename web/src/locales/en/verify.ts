import { causesOfDifference, type CommittedState } from '@desk/shared/policies/roster'
import type { Messages } from '../messages.ts'
import { exact, zoneName } from './parts/exact.ts'
import { wholeDay } from './parts/phrases.ts'

const states: Record<CommittedState, string> = {
  signed: 'signed',
  pending: 'pending',
  overdue: 'overdue',
  questioned: 'with a question',
  undelivered: 'not reached',
  exempt: 'exempt',
  excluded: 'not counted',
  signed_earlier: 'signed an earlier version that still counts',
  lapsed: 'signed, and have to sign again',
}

const time = (instant: string): string => `${exact(instant)} (${zoneName()})`

const countsText = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${String(count)} ${states[state as CommittedState] ?? state}`)
    .join(', ')

const verify: Messages['verify'] = {
  title: 'Verify evidence',
  intro:
    'Verifies evidence exported from WeCom Desk, or the proof of a single receipt. The file is read in this browser only and is not uploaded; you can disconnect from the network once this page is open.',
  choose: 'Choose a file, or drop it here',
  chooseHint: 'Evidence (.zip) or the proof of a receipt (.txt)',
  busy: 'Verifying',
  failed: 'The file could not be read: choose it again',
  known: 'What you kept elsewhere',
  knownHint:
    'Only with it can you find out that the whole log was replaced: key and checkpoint must come from outside this file, for example from the messages that auditors get every day.',
  key: 'Key of the log',
  keyHint: 'One line: name+id+data',
  anchor: 'Choose a checkpoint that you kept',
  anchorHint: 'The checkpoint message that auditors get every day, saved as a text file',
  anchorChosen: (name) => `Checkpoint: ${name}`,
  again: (name) => `Verify ${name} again`,
  otherWays: 'Verify without this page',
  otherWaysText:
    'This page comes from the company that you verify. For higher demands use verify.mjs of the release on your own computer, or write a verifier from docs/evidence.md.',
  titles: {
    bundle: 'Verified',
    signed: 'Signature valid, not compared with a checkpoint',
    alone: 'Consistent in itself, origin not verified',
    proof: 'Signature valid: the entry is in the log',
    fault: 'Verification failed',
    unknown: 'Unknown kind of file',
  },
  unknown: 'Choose evidence (.zip) or the proof of a receipt (.txt) that was exported from WeCom Desk',
  alone:
    'Nothing was compared with a key or checkpoint that you kept. Anybody can make such a file with a key of their own: enter yours below, then verify again.',
  signed:
    'Only the key was compared. Its owner can make another log: choose below a checkpoint that you kept, then verify again.',
  notProven:
    'Proven: the records are in the log that this key signed, rosters, signatures, names and texts agree with them, and nothing was changed, removed or added since the export; up to a checkpoint that you compared, the log was not rewritten. Not proven: that the people themselves tapped; when they signed, which is by the server’s clock; that rosters, exemptions and signatures were true and complete when they were exported; that report.html, which is for reading, agrees with the records; that others see the same log, for which you compare your checkpoints with theirs.',
  proofNotProven:
    'Proven: this entry is in the log that this key signed. Not proven: that the person themselves tapped; the time, which the server wrote: a checkpoint has none, so a back-dated entry passes here too; who signed which text; that the owner of the private key made no other log. For these verify evidence (.zip) with a checkpoint that you kept.',
  labels: {
    fault: 'First fault',
    place: 'Where',
    about: 'About',
    code: 'Code',
    origin: 'Log',
    entry: 'Entry',
    at: 'Server time',
    content: 'Record',
    contains: 'Contents',
    roster: 'Roster',
    earlier: 'Logged before',
    checkpoint: 'Checkpoint',
    anchors: 'Earlier checkpoints',
    kept: 'Checkpoint you kept',
    key: 'Key',
    vkey: 'Key in the file',
    made: 'Exported',
    sha256: 'SHA-256',
  },
  time,
  list: 'Save who signed and who did not (CSV)',
  listFile: 'signatures.csv',
  listColumns: [
    ...['Name', 'Userid', 'Pseudonym', 'State on the roster', 'Policy', 'Version', 'Version id', 'Signed at (UTC)'],
    ...['Index in the log, from 0', 'Signature', 'First checkpoint that contains it', 'Time of that checkpoint (UTC)'],
  ],
  state: (state) => states[state as CommittedState] ?? state,
  between: ', ',
  place: (file, line) => (line === null ? file : `${file}, line ${String(line)}`),
  entry: (index, size) => `${String(index + 1)} of ${String(size)}`,
  contains: ({ records, signatures, people, texts }) =>
    `${String(records)} records, ${String(signatures)} of them signatures; names of ${String(people)} people; ${String(texts)} policy texts`,
  roster: ({ day, counts, loggedAt }) => `${wholeDay(day)}: ${countsText(counts)}; logged on ${time(loggedAt)}`,
  earlier: ({ loggedAt, counts, hasSameLines }) =>
    hasSameLines
      ? `Logged on ${time(loggedAt)} with the same lines`
      : `Logged on ${time(loggedAt)} with other lines: ${countsText(counts)}. Names were changed, or ${causesOfDifference.en}: ask why`,
  checkpoint: (origin, size) => `${origin}, ${String(size)} entries`,
  anchors: (anchors, timestamps) =>
    anchors === 0
      ? 'The file contains none'
      : `${String(anchors)}, all of them in the log${timestamps === 0 ? '' : `; ${String(timestamps)} with a time stamp, which this page does not verify`}`,
  keptCompared: ({ keptAt, keptSignatures, signatures }) => {
    const sent =
      keptAt === null
        ? 'It is the checkpoint.txt of the file: if you took it from there, nothing was compared'
        : `The file says that it was given out on ${time(keptAt)}: compare when you got your message or file`
    const contained =
      keptSignatures === signatures
        ? `It contains all ${String(signatures)} signatures`
        : `It contains ${String(keptSignatures)} of ${String(signatures)} signatures; when the others were made is the word of the owner of the private key`
    return `The same as the checkpoint that you kept. ${contained}. ${sent}`
  },
  keptNotCompared: 'Not compared',
  keptNotInProof: 'Not compared: a single proof does not lead to it. Verify an exported file',
  keyCompared: 'The same as the key that you entered',
  keyNotCompared: 'Not compared: the key of the file was used',
  faults: {
    zip_unreadable: 'The archive cannot be opened or is incomplete',
    file_missing: 'A file is missing',
    file_unlisted: 'A file is not in the manifest',
    file_changed: 'A file differs from the manifest',
    file_malformed: 'A file is malformed or cut off',
    key_malformed: 'The key of the log is malformed',
    key_unexpected: 'The key of the file is not the one that you entered',
    origin_differs: 'The name of the log differs',
    tree_size_differs: 'The manifest and the checkpoint name different sizes of the log',
    checkpoint_malformed: 'The checkpoint is malformed',
    checkpoint_unsigned: 'The checkpoint has no signature by this key',
    checkpoint_wrong_signature: 'The signature of the checkpoint is wrong',
    record_malformed: 'A record is malformed',
    record_twice: 'A record occurs twice',
    record_out_of_order: 'The records are not in the order of the log',
    record_without_proof: 'A record has no proof',
    proof_without_record: 'A proof has no record',
    proof_malformed: 'A proof is malformed',
    record_not_in_log: 'A record is not in the log, or was changed',
    record_back_dated: 'A record claims to be older than a checkpoint that does not contain it: it was back-dated',
    records_dropped_or_added: 'The records differ from what the export registered: some were dropped or added',
    export_missing: 'The last record, which registers the export, is missing',
    export_differs: 'The export differs from what the log registered',
    anchor_malformed: 'An earlier checkpoint is malformed',
    anchor_wrong_signature: 'The signature of an earlier checkpoint is wrong',
    anchor_back_dated: 'An earlier checkpoint claims to be older than a record that it contains: it was back-dated',
    anchor_not_in_log: 'The log does not contain an earlier checkpoint: it was rewritten',
    anchors_dropped_or_added: 'Earlier checkpoints were dropped or added',
    roster_missing: 'A roster is missing',
    roster_not_logged: 'A roster is not registered in the log',
    roster_line_malformed: 'A line of the roster is malformed',
    roster_person_twice: 'A person occurs twice in the roster',
    roster_size_differs: 'The roster has another number of people than registered: some were dropped or added',
    roster_counts_differ: 'The numbers by state differ from those registered',
    roster_root_differs: 'The roster differs from the registered one',
    roster_out_of_scope: 'A roster is of another policy or day than the export',
    signature_missing: 'Somebody who signed by the roster has no signature',
    signature_of_unsigned: 'Somebody who did not sign by the roster has a signature',
    signature_after_roster: 'A signature is later than the roster',
    signature_record_differs: 'A signature differs from its record in the log',
    person_differs: 'A name does not match the commitment in the roster',
    person_unknown: 'A person is in no roster and no record',
    exemption_missing: 'Somebody exempt by the roster has no record of an exemption',
    text_changed: 'A policy text differs from what was signed',
    text_missing: 'A signed policy text is missing',
    text_of_other_policy: 'A signed text belongs to another policy',
    text_of_other_version:
      'A signed text differs from that of the other signatures of its version, or belongs to another version',
    text_not_in_force: 'A signed text is not the one that was registered when its version came into force',
    kept_anchor_malformed: 'The checkpoint that you kept is malformed',
    kept_anchor_other_log:
      'The checkpoint that you kept is of another log: ask the administrator why the log began again',
    kept_anchor_wrong_signature: 'The signature of the checkpoint that you kept is wrong',
    kept_anchor_newer: 'The checkpoint that you kept is newer than the file: verify a newer export',
    kept_anchor_unlisted:
      'The checkpoint that you kept is not among those of the file, which lists the daily ones and those of earlier evidence: have another one compared with the database (audit -- verify --anchor)',
    kept_anchor_differs: 'The checkpoint that you kept differs from the file: the log was rewritten',
  },
  proofFaults: {
    malformed: 'The proof is malformed or cut off',
    unsigned: 'The checkpoint has no signature by this key',
    wrong_signature: 'The signature of the checkpoint is wrong',
    wrong_origin: 'The checkpoint is of another log than the key',
    not_included: 'The record is not in the log, or was changed',
    key_missing: 'The proof of a single receipt needs the key of the log: enter it below, then verify again',
    key_malformed: 'The key is malformed: one line, name+id+data',
  },
}
export default verify
