import { concatBytes } from '@noble/hashes/utils.js'
import { zipSync } from 'fflate'
import { textOf, utf8 } from '../bytes.ts'
import { formatVkey, publicKeyOf } from '../signed-note.ts'
import type { BundleFaultCode } from './faults.ts'
import { ownerTamperings } from './owner-tamperings.ts'
import { manifestTextOf, sha256Hex } from './read-files.ts'
import { sampleBundle, sampleStamp } from './sample-bundle.ts'

type Files = ReadonlyMap<string, Uint8Array>
/** Returns the new text of a file; null: the file is removed. */
type Change = (text: string) => string | null

const textIn = (files: Files, name: string): string => textOf(files.get(name) ?? new Uint8Array()) ?? ''

/** Returns a bundle with these files changed, and a manifest that matches the changed files, as a careful forger would. */
export function tampered(changes: Readonly<Record<string, Change | undefined>>, from: Files): Map<string, Uint8Array> {
  const files = new Map(from)
  for (const [name, change] of Object.entries(changes)) {
    const text = change?.(textIn(files, name)) ?? null
    if (text === null) files.delete(name)
    else files.set(name, utf8(text))
  }
  if (changes['manifest.json']) return files
  const manifest = JSON.parse(textIn(files, 'manifest.json')) as object
  const others = [...files].filter(([name]) => name !== 'manifest.json')
  const hashes = Object.fromEntries(others.map(([name, bytes]) => [name, sha256Hex(bytes)]))
  return files.set('manifest.json', utf8(manifestTextOf({ ...manifest, files: hashes })))
}

export const dropLine =
  (no: number): Change =>
  (text) =>
    text
      .split('\n')
      .filter((_, index) => index !== no)
      .join('\n')

export const repeatFirstLine: Change = (text) => `${text.split('\n')[0] ?? ''}\n${text}`

export const swapLines: Change = (text) => {
  const [first, second, ...rest] = text.split('\n')
  return [second, first, ...rest].join('\n')
}

export const replaceIn =
  (from: string | RegExp, to: string): Change =>
  (text) => {
    const changed = text.replace(from, to)
    if (changed === text) throw new Error('Nothing was changed')
    return changed
  }

const appendTo =
  (line: string): Change =>
  (text) =>
    `${text}${line}\n`

const unsigned = (note: string): string => `${note.split('\n\n')[0] ?? ''}\n`

/** Names that tools unpack in different ways, or outside the folder. */
const unsafeNames = [
  ['a file that is unpacked outside of the folder', '../report.html'],
  ['a file that is unpacked at the root', '/report.html'],
  ['a name with a backslash', 'texts\\report.html'],
  ['a name that Windows shortens', 'report.html.'],
  ['two names that differ by case alone', 'REPORT.HTML'],
  ['a name that is not ASCII', 'ｒeport.html'],
] as const

/** Returns a bundle whose owner wrote the log again: the first signature is earlier, in its record and in its content. */
export function rewrittenBundle(): Map<string, Uint8Array> {
  const at = '2026-03-17T00:00:00.000Z'
  return sampleBundle({
    contents: ([first = [], ...rest]) => [first.with(7, at), ...rest],
    signatures: ([first, ...rest]) => [{ ...first, at }, ...rest],
  }).bundle
}

/** Returns an archive with another report before its directory, which does not name it: tools that read from the front see it. */
function withHiddenReport(zip: Uint8Array): Uint8Array {
  const directoryOf = (bytes: Uint8Array) => new DataView(bytes.buffer).getUint32(bytes.length - 6, true)
  const other = zipSync({ 'report.html': utf8('<!doctype html><title>x</title>') })
  const hidden = other.subarray(0, directoryOf(other))
  const directory = directoryOf(zip)
  const bytes = concatBytes(zip.subarray(0, directory), hidden, zip.subarray(directory))
  new DataView(bytes.buffer).setUint32(bytes.length - 6, directory + hidden.length, true)
  return bytes
}

/** What somebody did to a file of evidence, and how every verifier names it. `known`: what the reader has from elsewhere. */
export type Tampering = {
  name: string
  zip: Uint8Array
  fault: BundleFaultCode
  known: { anchor?: string; key?: string }
}

/** Returns the tamperings that every verifier has to refuse, made of the sample bundle. */
export function tamperings(): { intact: Uint8Array; refused: Tampering[] } {
  const { bundle, anchor, noteOf } = sampleBundle()
  const zipOf = (files: Files) => zipSync(Object.fromEntries(files))
  const key = textIn(bundle, 'log.vkey')
  const refused: Tampering[] = []
  const add = (name: string, fault: BundleFaultCode, zip: Uint8Array, known: Tampering['known'] = {}) =>
    refused.push({ name, fault, zip, known })
  const change = (name: string, fault: BundleFaultCode, changes: Readonly<Record<string, Change>>) =>
    add(name, fault, zipOf(tampered(changes, bundle)))

  add(
    'a changed byte',
    'file_changed',
    zipOf(new Map(bundle).set('report.html', utf8('<!doctype html><title>x</title>'))),
  )
  // Done by the owner of the key, who hashes and signs everything again.
  const backDated = sampleBundle({
    signatures: ([first, ...rest]) => [{ ...first, at: '2026-03-10T00:00:00.000Z' }, ...rest],
  })
  add('a record dated before an anchor, with all hashes recomputed', 'record_back_dated', zipOf(backDated.bundle))
  const signedOtherwise = (field: number, value: unknown) =>
    zipOf(sampleBundle({ contents: ([first = [], ...rest]) => [first.with(field, value), ...rest] }).bundle)
  add(
    'a signature with another time than its record',
    'signature_record_differs',
    signedOtherwise(7, '2026-03-17T01:30:00.000Z'),
  )
  add('a signature in another language than its document', 'signature_record_differs', signedOtherwise(8, 'en'))
  add('a signature with other words of consent', 'signature_record_differs', signedOtherwise(13, '我已阅读'))
  add('a log written again, compared with a kept checkpoint', 'kept_anchor_differs', zipOf(rewrittenBundle()), {
    anchor: textIn(bundle, 'checkpoint.txt'),
  })
  const both = (edit: Change) => ({ 'records.jsonl': edit, 'proofs.jsonl': edit })
  change('a dropped record with its proof', 'signature_missing', both(dropLine(2)))
  change('a dropped roster with its record', 'roster_missing', { ...both(dropLine(4)), 'roster.jsonl': () => null })
  change('a dropped record of the export', 'export_missing', both(dropLine(5)))
  change('dropped contents of signatures', 'file_missing', { 'signatures.jsonl': () => null })
  change('another name', 'person_differs', { 'people.jsonl': replaceIn('张三', '张四') })
  change('a name given twice', 'file_malformed', { 'people.jsonl': replaceIn('"name":', '"name":"张四","name":') })
  add('a checkpoint without its date', 'anchor_malformed', zipOf(sampleBundle({ anchor: { at: 'once' } }).bundle))
  add('a time stamp over nothing', 'anchor_malformed', zipOf(sampleBundle({ anchor: { timestamp: 'AAAA' } }).bundle))
  change('an added record', 'record_without_proof', { 'records.jsonl': appendTo('{"type":"policy.signed"}') })
  change('a record added twice, each with its proof', 'record_twice', both(repeatFirstLine))
  // A forger only has proofs of genuine records.
  change('an added record with the proof of another', 'record_not_in_log', {
    'records.jsonl': (text) => `${(text.split('\n')[0] ?? '').replace('pol_1', 'pol_9')}\n${text}`,
    'proofs.jsonl': repeatFirstLine,
  })
  change('a dropped roster line', 'roster_size_differs', { 'roster.jsonl': dropLine(2) })
  change('an added roster line', 'roster_size_differs', {
    'roster.jsonl': appendTo(`{"commit":"${'0'.repeat(64)}","person":"psn_5","state":"pending"}`),
  })
  change('changed counts', 'record_not_in_log', { 'records.jsonl': replaceIn('"signed":2', '"signed":3') })
  add('wrong counts, signed', 'roster_counts_differ', zipOf(sampleBundle({ counts: { signed: 3 } }).bundle))
  const ofAnotherDay = sampleBundle({ scope: { policy: 'pol_1', day: '2026-03-16' } })
  add('a roster of another day than the export', 'roster_out_of_scope', zipOf(ofAnotherDay.bundle))
  const ofAnotherPolicy = sampleBundle({ scope: { policy: 'pol_2', day: '2026-03-17' } })
  add('a roster of another policy than the export', 'roster_out_of_scope', zipOf(ofAnotherPolicy.bundle))
  const notExempted = sampleBundle({ history: ([first = {}]) => [first] })
  add('somebody exempt on whom nobody decided', 'exemption_missing', zipOf(notExempted.bundle))
  const inForce = (docHashes: object) =>
    sampleBundle({
      history: ([first = {}, ...rest]) => [{ ...first, details: { version: 'pov_1', docHashes } }, ...rest],
    })
  const otherText = inForce({ 'zh-CN': '0'.repeat(64) })
  add('a signed text that did not come into force', 'text_not_in_force', zipOf(otherText.bundle))
  add('a file of another format', 'file_malformed', zipOf(sampleBundle({ head: { format: 2 } }).bundle))
  change('another software', 'export_differs', { 'manifest.json': replaceIn('WeCom Desk', 'WeCom Disk') })
  add('an export by nobody', 'record_malformed', zipOf(sampleBundle({ head: { by: undefined } }).bundle))
  const ofNoVersion = sampleBundle({ roster: { versionId: null } })
  add('a roster of no version', 'record_malformed', zipOf(ofNoVersion.bundle))
  const ofOther = sampleBundle({ earlier: [{ policyId: 'pol_2' }] })
  add('an earlier roster of another policy', 'roster_not_logged', zipOf(ofOther.bundle))
  change('swapped proofs', 'record_not_in_log', { 'proofs.jsonl': swapLines })
  change('another root', 'checkpoint_wrong_signature', {
    'checkpoint.txt': replaceIn(/\n[\w+/]{43}=/, `\n${'A'.repeat(43)}=`),
  })
  const other = sampleBundle({ seed: new Uint8Array(32).fill(7) }).bundle
  change('the key of another log', 'checkpoint_unsigned', { 'log.vkey': () => textIn(other, 'log.vkey') })
  add('another log, compared with the key', 'key_unexpected', zipOf(other), { key })
  add('another log, compared with a kept checkpoint', 'kept_anchor_wrong_signature', zipOf(other), { anchor })
  change('another origin', 'origin_differs', { 'checkpoint.txt': replaceIn('desk.', 'dusk.') })
  add('a truncated file', 'zip_unreadable', zipOf(bundle).slice(0, -100))
  add('a report that the directory of the archive does not name', 'zip_unreadable', withHiddenReport(zipOf(bundle)))
  change('truncated records', 'file_malformed', { 'records.jsonl': (text) => text.slice(0, -20) })
  for (const [name, fault, changes] of ownerTamperings()) add(name, fault, zipOf(sampleBundle(changes).bundle))

  const withFile = (name: string) => zipSync({ ...Object.fromEntries(bundle), [name]: utf8('x') })
  add('a file that the manifest does not name', 'file_unlisted', withFile('notes.txt'))
  for (const [what, name] of unsafeNames) add(what, 'zip_unreadable', withFile(name))
  const named = zipSync({
    ...Object.fromEntries(bundle),
    'report.html': [bundle.get('report.html') ?? new Uint8Array(), { extra: { 0x7075: utf8('other.html') } }],
  })
  add('another name in an extra field', 'zip_unreadable', named)

  change('a malformed key', 'key_malformed', { 'log.vkey': () => 'desk.example.com/audit\n' })
  const unseen = publicKeyOf({ name: 'desk.example.com/audit\uFEFF', seed: new Uint8Array(32).fill(7) })
  change('a key whose name has a byte order mark', 'key_malformed', { 'log.vkey': () => `${formatVkey(unseen)}\n` })
  change('an older checkpoint', 'tree_size_differs', { 'checkpoint.txt': () => noteOf(200) })
  change('a checkpoint without a signature', 'checkpoint_malformed', { 'checkpoint.txt': unsigned })
  change('swapped records, each with its proof', 'record_out_of_order', both(swapLines))
  change('a dropped record without its proof', 'proof_without_record', { 'records.jsonl': dropLine(0) })
  change('an index given twice', 'proof_malformed', { 'proofs.jsonl': replaceIn('"index":', '"index":1,"index":') })
  const withAnother = sampleBundle({
    history: ([inForce = {}, exempted = {}]) => [inForce, exempted, { ...exempted, details: { userid: 'sunqi' } }],
  }).bundle
  add(
    'a dropped record that nothing else needs, with its proof',
    'records_dropped_or_added',
    zipOf(tampered(both(dropLine(2)), withAnother)),
  )

  const anchors = (edit: Change) => ({ 'anchors.jsonl': edit })
  const otherAnchors = textIn(other, 'anchors.jsonl')
  change(
    'an earlier checkpoint by another key',
    'anchor_wrong_signature',
    anchors(() => otherAnchors),
  )
  const unproven = replaceIn(/"consistency":\[[^\]]*\]/, '"consistency":[]')
  change('an earlier checkpoint that does not lead to this one', 'anchor_not_in_log', anchors(unproven))
  const twoAnchors = sampleBundle({
    anchor: { timestamp: sampleStamp(noteOf(200)) },
    furtherAnchors: [{ at: '2026-03-17T02:30:00.000Z', size: 303, timestamp: sampleStamp(noteOf(303)) }],
  }).bundle
  const changeAnchors = (name: string, edit: Change) =>
    add(name, 'anchors_dropped_or_added', zipOf(tampered(anchors(edit), twoAnchors)))
  changeAnchors('one of two earlier checkpoints dropped', dropLine(1))
  changeAnchors('two earlier checkpoints swapped', swapLines)
  changeAnchors('a dropped time stamp', replaceIn(/,"timestamp":"[^"]*"/, ''))
  changeAnchors('a time stamp with another byte beside the hash', replaceIn('"timestamp":"MCIE', '"timestamp":"MSIE'))

  change('swapped roster lines', 'roster_line_malformed', { 'roster.jsonl': swapLines })
  change('a roster line twice', 'roster_person_twice', {
    'roster.jsonl': (text) => `${text}${text.split('\n')[0] ?? ''}\n`,
  })
  change('another reason on the roster', 'roster_root_differs', { 'roster.jsonl': replaceIn('"exemption"', '"left"') })
  const clause = [...bundle.keys()].find((name) => textIn(bundle, name).includes('全体员工')) ?? ''
  change('a clause that was changed', 'text_changed', { [clause]: replaceIn('全体', '部分') })
  change('a clause that is missing', 'text_missing', { [clause]: () => null })

  const kept = (name: string, fault: BundleFaultCode, text: string) => add(name, fault, zipOf(bundle), { anchor: text })
  kept('a file compared with a kept checkpoint without a signature', 'kept_anchor_malformed', unsigned(anchor))
  kept(
    'a file compared with a kept checkpoint of a log that was closed',
    'kept_anchor_other_log',
    anchor.replace('/audit\n', '/audit/2\n'),
  )
  kept('a file compared with a kept checkpoint that it does not list', 'kept_anchor_unlisted', noteOf(150))
  const longer = textIn(sampleBundle({ earlier: [{}] }).bundle, 'checkpoint.txt')
  kept('a file compared with a kept checkpoint that is newer', 'kept_anchor_newer', longer)
  return { intact: zipOf(bundle), refused }
}
