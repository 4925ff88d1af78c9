import { etc, hash, Point, utils, verify } from '@noble/ed25519'
import { concatBytes } from '@noble/hashes/utils.js'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { fromHex, textOf, toBase64, utf8 } from '../bytes.ts'
import { openNote, publicKeyOf } from '../signed-note.ts'
import { describeResult, faultLine } from './describe-result.ts'
import { readZip } from './read-zip.ts'
import { type Changes, sampleBundle } from './sample-bundle.ts'
import { replaceIn, tampered } from './tamperings.ts'
import { verifyBundle } from './verify-bundle.ts'

const { bundle } = sampleBundle()
const verdict = async (files: Parameters<typeof verifyBundle>[0]) => {
  const result = await verifyBundle(files)
  return result.isValid ? 'valid' : `${result.fault.code} ${result.fault.file}`
}
/** Changes the first of the lines that the owner writes. */
const first =
  <Line>(change: (line: Line) => Line) =>
  ([line, ...rest]: Line[]) => [change(line!), ...rest]
const fieldOf = (at: number, value: unknown) => ({ contents: first((line: unknown[]) => line.with(at, value)) })

describe('a bundle whose owner signed everything again is refused', () => {
  type Case = [what: string, changes: Changes, fault: string]
  it.each<Case>([
    [
      'a roster line without a commitment, and any name for it',
      {
        rosterLines: first(({ commit: _none, ...line }) => line),
        people: first((line) => ({ ...line, name: '张四' })),
      },
      'roster_line_malformed roster.jsonl',
    ],
    [
      'a state that nobody knows',
      {
        rosterLines: first((line) => ({ ...line, state: 'waived' })),
        counts: { signed: 1, pending: 1, exempt: 1, waived: 1 },
      },
      'roster_line_malformed roster.jsonl',
    ],
    [
      'somebody who has to sign again and never signed',
      {
        rosterLines: (lines) =>
          lines.map((line) => (line['state'] === 'pending' ? { ...line, state: 'lapsed' } : line)),
        counts: { signed: 2, lapsed: 1, exempt: 1 },
      },
      'signature_missing roster.jsonl',
    ],
    [
      'a part of the userid within the salt',
      { people: first((line) => ({ ...line, salt: `${String(line['salt'])}zhang`, userid: 'san' })) },
      'file_malformed people.jsonl',
    ],
    [
      'a key of nobody',
      { people: first((line) => ({ ...line, keys: { sig_1: 'ff'.repeat(32) } })) },
      'person_differs people.jsonl',
    ],
    ['a document that is no hash', fieldOf(12, '使用规范'), 'signature_record_differs signatures.jsonl'],
    [
      'clauses that the document does not have',
      fieldOf(10, { '1': 'ff'.repeat(32) }),
      'signature_record_differs signatures.jsonl',
    ],
    ['a person as a list', fieldOf(5, ['psn_1']), 'signature_record_differs signatures.jsonl'],
    [
      'a day instead of an instant',
      { signatures: first((line) => ({ ...line, at: '2026-03-10' })) },
      'record_malformed records.jsonl',
    ],
    ['a date in words', { signatures: first((line) => ({ ...line, at: '昨天' })) }, 'record_malformed records.jsonl'],
    ['a fraction', { signatures: first((line) => ({ ...line, n: 0.1 })) }, 'record_malformed records.jsonl'],
    [
      'half a surrogate pair',
      { signatures: first((line) => ({ ...line, n: '\ud842' })) },
      'record_malformed records.jsonl',
    ],
    ['a checkpoint without a date', { anchor: { at: undefined } }, 'anchor_malformed anchors.jsonl'],
    [
      'a checkpoint from before a record that it contains',
      { anchor: { at: '2026-03-10T22:00:00.000Z', size: 302 } },
      'anchor_back_dated anchors.jsonl',
    ],
  ])('%s', async (_what, changes, fault) => {
    expect(await verdict(sampleBundle(changes).bundle)).toBe(fault)
  })

  it('a signature without a document in the log, whose document is no hash', async () => {
    const { bundle: files } = sampleBundle({
      ...fieldOf(12, '使用规范'),
      signatures: first(({ docHash: _none, ...line }) => line),
    })
    expect(await verdict(files)).toBe('text_missing texts/')
  })
})

describe('a text that readers could take for two values is refused', () => {
  it.each([
    ['people.jsonl', '"name":', '"name":"张四","name":', 'file_malformed'],
    ['signatures.jsonl', '{"1":4000}', '{"1":1,"1":4000}', 'signature_record_differs'],
    ['proofs.jsonl', '"index":', '"index":1,"index":', 'proof_malformed'],
    ['anchors.jsonl', '"at":', '"at":"2026-03-01T00:00:00.000Z","at":', 'anchor_malformed'],
    ['manifest.json', '"by":', '"by":"nobody",\n  "by":', 'file_malformed'],
    ['records.jsonl', '"hash"', `"deep":${'['.repeat(100_000)}${']'.repeat(100_000)},"hash"`, 'record_malformed'],
  ])('%s', async (file, from, to, fault) => {
    expect(await verdict(tampered({ [file]: replaceIn(from, to) }, bundle))).toBe(`${fault} ${file}`)
  })
})

describe('an archive that tools read in different ways is refused', () => {
  const zip = zipSync({ 'a.txt': utf8('a line that repeats\n'.repeat(50)), 'b.txt': utf8('another') })
  const directory = new DataView(zip.buffer).getUint32(zip.length - 6, true)
  const changed = (change: (view: DataView) => void) => {
    const bytes = zip.slice()
    change(new DataView(bytes.buffer))
    return bytes
  }
  const read = (bytes: Uint8Array) => readZip(bytes).get('a.txt')

  it('the archive itself is read', () => {
    expect(textOf(read(zip)!)).toMatch(/^a line/)
    expect(textOf(readZip(zip).get('b.txt')!)).toBe('another')
    expect(readZip(zip).get('c.txt')).toBeUndefined()
  })

  it.each([
    ['a file that is longer than it says', changed((view) => view.setUint32(directory + 24, 980, true))],
    ['a file that is shorter than it says', changed((view) => view.setUint32(directory + 24, 1020, true))],
    ['a file that would fill the memory', changed((view) => view.setUint32(directory + 24, 0xffff_ffff, true))],
    ['another name before the file', changed((view) => view.setUint8(30, 0x62))],
    ['an encrypted file', changed((view) => view.setUint16(directory + 8, 1, true))],
    ['an unknown compression', changed((view) => view.setUint16(directory + 10, 9, true))],
    ['a file of another place', changed((view) => view.setUint32(directory + 42, 1, true))],
    ['two entries of one content', changed((view) => view.setUint32(directory + 46 + 5 + 42, 0, true))],
    ['bytes before it', concatBytes(utf8('x'), zip)],
    ['bytes behind it', concatBytes(zip, utf8('x'))],
    ['a name that is not ASCII', zipSync({ 'ａ.txt': utf8('a') })],
    ['a directory with contents', zipSync({ 'a/': utf8('a') })],
    ['no archive', utf8('PK')],
  ])('%s', (_what, bytes) => {
    expect(() => read(bytes)).toThrow('zip_unreadable')
  })
})

describe('what libraries and terminals do not agree on', () => {
  it('a signature with a part of small order is refused, which only some libraries accept', () => {
    const seed = new Uint8Array(32).fill(3)
    const key = publicKeyOf({ name: 'log', seed })
    const { scalar, pointBytes } = utils.getExtendedPublicKey(seed)
    const ofOrder8 = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')
    const text = 'text\n'
    const signedWith = (part: Point) => {
      const r = 12_345n
      const point = Point.BASE.multiply(r).add(part).toBytes()
      const k = etc.mod(
        BigInt(`0x${etc.bytesToHex(hash(concatBytes(point, pointBytes, utf8(text))).reverse())}`),
        ORDER,
      )
      const s = etc.mod(r + k * scalar, ORDER)
      return concatBytes(point, fromHex(s.toString(16).padStart(64, '0'))!.reverse())
    }
    const noteOf = (signature: Uint8Array) => `${text}\n— log ${toBase64(concatBytes(key.id, signature))}\n`
    const torn = signedWith(ofOrder8)
    expect(verify(torn, utf8(text), key.key, { zip215: false })).toBe(true)
    expect(openNote(noteOf(torn), key)).toEqual({ isValid: false, fault: 'wrong_signature' })
    expect(openNote(noteOf(signedWith(Point.ZERO)), key)).toMatchObject({ isValid: true })
  })

  it('what a file says cannot look like what the verifier says', async () => {
    const result = await verifyBundle(bundle)
    if (!result.isValid) throw new Error('The sample is not valid')
    const policyId = '\u001b[2K\rVERIFIED\nThe checkpoint that you kept is the beginning of this log.\u202e'
    const lines = describeResult({ ...result, rosters: [{ ...result.rosters[0]!, policyId }] })
    expect(lines.every((line) => /^[\x20-\x7e]*$/.test(line))).toBe(true)
    expect(lines[0]).toMatch(/^CONSISTENT: /)
    expect(lines.at(-1)).toContain('Nothing of yours was compared')
    expect(faultLine({ code: 'file_unlisted', file: 'a\nVERIFIED', line: null, about: null })).toBe(
      'REFUSED: file_unlisted in a\\u{a}VERIFIED',
    )
  })
})

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
