import { sha256 } from '@noble/hashes/sha2.js'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { textOf, toBase64, utf8 } from '../bytes.ts'
import { describeResult } from './describe-result.ts'
import { BundleError } from './faults.ts'
import { readZip } from './read-zip.ts'
import type { BundleFiles } from './read-files.ts'
import { sampleBundle } from './sample-bundle.ts'
import { dropLine, repeatFirstLine, replaceIn, rewrittenBundle, swapLines, tampered as tamper } from './tamperings.ts'
import { type Known, verifyBundle } from './verify-bundle.ts'

const { bundle, anchor } = sampleBundle()
const textIn = (files: ReadonlyMap<string, Uint8Array>, name: string) => textOf(files.get(name)!)!

const tampered = (changes: Parameters<typeof tamper>[0], from: ReadonlyMap<string, Uint8Array> = bundle) =>
  tamper(changes, from)
const verdict = async (files: BundleFiles, known?: Known) => {
  const result = await verifyBundle(files, known)
  return result.isValid ? 'valid' : `${result.fault.code} ${result.fault.file}`
}

describe('verifyBundle', () => {
  it('a bundle is verified with a checkpoint that the reader kept, and its counts are returned', async () => {
    const result = await verifyBundle(bundle, { anchor: { text: anchor, file: 'kept.txt' } })
    expect(result).toMatchObject({
      isValid: true,
      origin: 'desk.example.com/audit',
      records: 6,
      signatures: 2,
      people: 4,
      anchors: 1,
      rosters: [{ counts: { signed: 2, pending: 1, exempt: 1 } }],
      isAnchorCompared: true,
    })
  })

  it('only a kept checkpoint makes a bundle verified: with the key alone it is signed, with neither consistent', async () => {
    const kept = { anchor: { text: anchor, file: 'kept.txt' } }
    const vkey = textIn(bundle, 'log.vkey').trimEnd()
    const knowns: Known[] = [kept, { ...kept, vkey }, { vkey }, {}]
    const words: (string | undefined)[] = []
    for (const known of knowns) words.push(describeResult(await verifyBundle(bundle, known))[0]?.split(':')[0])
    expect(words).toEqual(['VERIFIED', 'VERIFIED', 'SIGNED', 'CONSISTENT'])
  })

  it('a kept checkpoint says how many of the signatures it contains, and whether the file lists it as given out', async () => {
    const { noteOf } = sampleBundle()
    const keptLine = async (text: string) => {
      const result = await verifyBundle(bundle, { anchor: { text, file: 'kept.txt' } })
      return describeResult(result).at(-1)
    }
    expect(await keptLine(anchor)).toMatch(
      /beginning of this log\. It contains 0 of 2 signatures: .* given out at 2026-03-16T22/,
    )
    const own = textIn(bundle, 'checkpoint.txt')
    expect(own).toBe(noteOf(306))
    expect(await keptLine(own)).toMatch(/It contains all 2 signatures\. It is the checkpoint of the file itself: /)
  })

  it('a roster says when it was logged, which can be long after its day', async () => {
    const result = await verifyBundle(bundle)
    expect(describeResult(result)).toContain(
      'Roster of pol_1 pov_1 on 2026-03-17, logged at 2026-03-17T03:00:00.000Z: 2 signed, 1 pending, 1 exempt',
    )
    const further = result.isValid ? describeResult({ ...result, origin: `${result.origin}/2` }) : []
    expect(further.at(-2)).toMatch(/^This log is not the first of its name/)
    expect(describeResult(result).join(' ')).not.toContain('not the first of its name')
  })

  it('a time stamp is counted when it has the hash of its checkpoint', async () => {
    const timestamp = toBase64(Uint8Array.from([0x30, 0x22, 0x04, 0x20, ...sha256(utf8(anchor))]))
    expect(await verifyBundle(sampleBundle({ anchor: { timestamp } }).bundle)).toMatchObject({ timestamps: 1 })
    // The same digits that begin in the middle of a byte are other bytes.
    const shifted = Buffer.from(`00420${Buffer.from(sha256(utf8(anchor))).toString('hex')}0`, 'hex').toString('base64')
    expect(await verdict(sampleBundle({ anchor: { timestamp: shifted } }).bundle)).toBe(
      'anchor_malformed anchors.jsonl',
    )
  })

  it('an earlier roster of the same day is named, and whether it had other lines', async () => {
    const counts = { signed: 2, pending: 2 }
    const result = await verifyBundle(
      sampleBundle({ earlier: [{}, { root: `${'A'.repeat(43)}=`, counts, at: '2026-03-17T02:30:00.000Z' }] }).bundle,
    )
    expect(result).toMatchObject({ isValid: true, records: 8, rosters: [{ counts: { signed: 2, exempt: 1 } }] })
    expect(describeResult(result).slice(3, 5)).toEqual([
      'The same roster was logged before, at 2026-03-17T03:00:00.000Z.',
      expect.stringMatching(/^OTHER LINES were logged .* 2026-03-17T02:30:00\.000Z: 2 pending, 2 signed\. /),
    ])
  })

  it.each([...bundle.keys()])('a changed byte of %s is refused', async (name) => {
    const bytes = bundle.get(name)!
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 24)) {
      const changed = bytes.slice()
      changed[at]! ^= 1
      expect(await verdict(new Map(bundle).set(name, changed))).not.toBe('valid')
      // The same change with a manifest that matches it.
      const files = new Map(bundle).set(name, changed)
      const text = name === 'manifest.json' ? null : textOf(changed)
      if (text !== null) expect(await verdict(tampered({ [name]: () => text }, files))).not.toBe('valid')
    }
  })

  it.each([...bundle.keys()])('a bundle without %s is refused', async (name) => {
    const files = new Map(bundle)
    files.delete(name)
    expect(await verdict(files)).toBe(`file_missing ${name}`)
  })

  const day = '2026-03-17'
  it.each([
    ['a changed record', { 'records.jsonl': replaceIn('psn_1', 'psn_9') }, 'record_not_in_log records.jsonl'],
    ['a back-dated record', { 'records.jsonl': replaceIn(day, '2026-03-10') }, 'record_not_in_log records.jsonl'],
    ['a record that is not canonical', { 'records.jsonl': replaceIn('{', '{ ') }, 'record_malformed records.jsonl'],
    ['a dropped record', { 'records.jsonl': dropLine(0) }, 'proof_without_record proofs.jsonl'],
    [
      'a dropped signature and its proof',
      { 'records.jsonl': dropLine(2), 'proofs.jsonl': dropLine(2) },
      'signature_missing roster.jsonl',
    ],
    [
      'a dropped roster record and its proof and file',
      { 'records.jsonl': dropLine(4), 'proofs.jsonl': dropLine(4), 'roster.jsonl': () => null },
      'roster_missing roster.jsonl',
    ],
    ['an added record', { 'records.jsonl': (text: string) => `${text}{}\n` }, 'record_without_proof records.jsonl'],
    [
      'a record named twice',
      { 'records.jsonl': repeatFirstLine, 'proofs.jsonl': repeatFirstLine },
      'record_twice records.jsonl',
    ],
    ['swapped proofs', { 'proofs.jsonl': swapLines }, 'record_not_in_log records.jsonl'],
    [
      'swapped records and proofs',
      { 'records.jsonl': swapLines, 'proofs.jsonl': swapLines },
      'record_out_of_order records.jsonl',
    ],
    ['a dropped roster line', { 'roster.jsonl': dropLine(2) }, 'roster_size_differs roster.jsonl'],
    [
      'an added roster line',
      {
        'roster.jsonl': (text: string) => `${text}{"commit":"${'0'.repeat(64)}","person":"psn_5","state":"pending"}\n`,
      },
      'roster_size_differs roster.jsonl',
    ],
    [
      'a roster line twice',
      { 'roster.jsonl': (text: string) => `${text}${text.split('\n')[0]!}\n` },
      'roster_person_twice roster.jsonl',
    ],
    [
      'a changed state on the roster',
      { 'roster.jsonl': replaceIn('"pending"', '"exempt"') },
      'roster_counts_differ roster.jsonl',
    ],
    ['swapped roster lines', { 'roster.jsonl': swapLines }, 'roster_line_malformed roster.jsonl'],
    ['a changed date on the roster', { 'roster.jsonl': replaceIn('null', '"x"') }, 'roster_root_differs roster.jsonl'],
    ['changed counts', { 'records.jsonl': replaceIn('"signed":2', '"signed":3') }, 'record_not_in_log records.jsonl'],
    ['no file of a roster', { 'roster.jsonl': () => null }, 'roster_missing roster-pov_1.jsonl'],
    ['an added roster', { 'roster-pov_2.jsonl': () => '' }, 'roster_not_logged roster-pov_2.jsonl'],
    [
      'another root',
      { 'checkpoint.txt': replaceIn(/\n[\w+/]{43}=/, `\n${'A'.repeat(43)}=`) },
      'checkpoint_wrong_signature checkpoint.txt',
    ],
    ['another name', { 'people.jsonl': replaceIn('张三', '张四') }, 'person_differs people.jsonl'],
    ['another salt', { 'people.jsonl': replaceIn('a1a1', 'a2a2') }, 'person_differs people.jsonl'],
    ['a changed report', { 'report.html': replaceIn('使用', '管理') }, 'export_differs report.html'],
    ['an added file', { 'notes.txt': () => '' }, 'export_differs notes.txt'],
    [
      'a dropped record of the export, with its proof',
      { 'records.jsonl': dropLine(5), 'proofs.jsonl': dropLine(5) },
      'export_missing records.jsonl',
    ],
    ['a dropped anchor', { 'anchors.jsonl': () => '' }, 'anchors_dropped_or_added anchors.jsonl'],
    [
      'a truncated list of records',
      { 'records.jsonl': (text: string) => text.slice(0, -20) },
      'file_malformed records.jsonl',
    ],
  ] as [string, Record<string, (text: string) => string | null>, string][])(
    '%s is refused and named',
    async (_name, changes, fault) => {
      expect(await verdict(tampered(changes))).toBe(fault)
    },
  )

  it('a clause whose text was changed, or that is missing, is refused', async () => {
    const [first] = [...bundle.keys()].filter(
      (name) => name.startsWith('texts/') && !textIn(bundle, name).includes('pol_1'),
    )
    expect(await verdict(tampered({ [first!]: replaceIn('全体', '部分') }))).toBe(`text_changed ${first!}`)
    expect(await verdict(tampered({ [first!]: () => null }))).toBe(`text_missing ${first!}`)
  })

  it('another root, another key and another origin are refused', async () => {
    const other = sampleBundle({ seed: new Uint8Array(32).fill(7) })
    const text = (name: string) => () => textIn(other.bundle, name)
    expect(await verdict(tampered({ 'checkpoint.txt': text('checkpoint.txt') }))).toBe(
      'checkpoint_unsigned checkpoint.txt',
    )
    expect(await verdict(tampered({ 'log.vkey': text('log.vkey') }))).toBe('checkpoint_unsigned checkpoint.txt')
    expect(await verdict(other.bundle)).toBe('valid')
    expect(await verdict(other.bundle, { vkey: textIn(bundle, 'log.vkey') })).toBe('key_unexpected log.vkey')
    expect(await verdict(other.bundle, { anchor: { text: anchor, file: 'kept.txt' } })).toBe(
      'kept_anchor_wrong_signature kept.txt',
    )
    expect(await verdict(tampered({ 'manifest.json': replaceIn('"desk.', '"dusk.') }))).toBe(
      'origin_differs manifest.json',
    )
    expect(await verdict(tampered({ 'checkpoint.txt': replaceIn('desk.', 'dusk.') }))).toBe(
      'origin_differs checkpoint.txt',
    )
    expect(await verdict(tampered({ 'checkpoint.txt': () => sampleBundle().noteOf(100) }))).toBe(
      'tree_size_differs manifest.json',
    )
    const lines = textIn(bundle, 'checkpoint.txt').split('\n')
    lines[2] = `${lines[2]!.startsWith('A') ? 'B' : 'A'}${lines[2]!.slice(1)}`
    expect(await verdict(tampered({ 'checkpoint.txt': () => lines.join('\n') }))).toBe(
      'checkpoint_wrong_signature checkpoint.txt',
    )
  })

  it('a log that its owner rewrote and signed again differs from the checkpoint that the reader kept', async () => {
    const rewritten = rewrittenBundle()
    expect(await verdict(rewritten)).toBe('valid')
    const kept = { text: textIn(bundle, 'checkpoint.txt'), file: 'kept.txt' }
    expect(await verdict(rewritten, { anchor: kept })).toBe('kept_anchor_differs kept.txt')
    expect(await verdict(bundle, { anchor: { ...kept, text: sampleBundle().noteOf(150) } })).toBe(
      'kept_anchor_unlisted kept.txt',
    )
    const older = sampleBundle().noteOf(150).replace('/audit\n', '/audit/2\n')
    expect(await verdict(bundle, { anchor: { ...kept, text: older } })).toBe('kept_anchor_other_log kept.txt')
    expect(await verdict(bundle, { anchor: { ...kept, text: `某人：\r\n${anchor.replaceAll('\n', '\r\n')}` } })).toBe(
      'valid',
    )
  })

  it('an entry that pretends to be from before an anchor without it is refused', async () => {
    const backDated = sampleBundle({
      signatures: ([first, ...rest]) => [{ ...first!, at: '2026-03-10T00:00:00.000Z' }, ...rest],
    })
    expect(await verdict(backDated.bundle)).toBe('record_back_dated records.jsonl')
  })

  it('a roster is of the day and the policy of the export, or of any policy where all are exported', async () => {
    const ofScope = async (policy: string, of: string) => verdict(sampleBundle({ scope: { policy, day: of } }).bundle)
    expect(await ofScope('all', day)).toBe('valid')
    expect(await ofScope('all', '2026-03-16')).toBe('roster_out_of_scope records.jsonl')
    expect(await ofScope('pol_1', '2026-03-16')).toBe('roster_out_of_scope records.jsonl')
    expect(await ofScope('pol_2', day)).toBe('roster_out_of_scope records.jsonl')
  })

  it('a roster that its owner signed and that contradicts the signatures is refused', async () => {
    const asUnsigned = sampleBundle({
      rosterLines: ([first, ...rest]) => [{ ...first!, state: 'pending' }, ...rest],
      counts: { signed: 1, pending: 2, exempt: 1 },
    })
    expect(await verdict(asUnsigned.bundle)).toBe('signature_of_unsigned roster.jsonl')
    const asSigned = sampleBundle({ signatures: ([first]) => [first!] })
    expect(await verdict(asSigned.bundle)).toBe('signature_missing roster.jsonl')
    expect(await verdict(sampleBundle({ counts: { signed: 3 } }).bundle)).toBe('roster_counts_differ roster.jsonl')
  })
})

describe('readZip', () => {
  const zip = zipSync(Object.fromEntries(bundle))
  it('a bundle is the same after zipping, deflated or stored', async () => {
    expect(await verdict(readZip(zip))).toBe('valid')
    expect(await verdict(readZip(zipSync(Object.fromEntries(bundle), { level: 0 })))).toBe('valid')
  })

  it('a truncated file is refused wherever it ends', () => {
    for (const length of [0, 3, 100, zip.length >> 1, zip.length - 30, zip.length - 1])
      expect(() => readZip(zip.slice(0, length))).toThrow(BundleError)
  })

  it('two files of the same name are refused', () => {
    const twice = zipSync({ 'a.txt': utf8('one'), 'b.txt': utf8('other') })
    const bytes = Uint8Array.from(twice, (byte, at) =>
      byte === 98 && textOf(twice.subarray(at, at + 5)) === 'b.txt' ? 97 : byte,
    )
    expect(() => readZip(bytes)).toThrow('zip_unreadable')
  })
})
