import { etc, hash, Point, utils, verify } from '@noble/ed25519'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../audit/canonical-json.ts'
import { fromHex, textOf, toBase64, utf8 } from '../bytes.ts'
import { openNote, publicKeyOf } from '../signed-note.ts'
import { personCommit } from './check-people.ts'
import { describeResult, faultLine } from './describe-result.ts'
import { sha256Hex } from './read-files.ts'
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
const fieldOf = (index: number, value: unknown) => ({ contents: first((line: unknown[]) => line.with(index, value)) })

/** Encrypts the signer of a signature as a server does: the tag comes first. */
async function seal(id: string, key: string, signer: object): Promise<string> {
  const { subtle } = globalThis.crypto
  const imported = await subtle.importKey('raw', Uint8Array.from(fromHex(key)!), 'AES-GCM', false, ['encrypt'])
  const iv = Uint8Array.from(sha256(utf8(id)).subarray(0, 12))
  const plain = Uint8Array.from(utf8(JSON.stringify(signer)))
  const encrypted = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv }, imported, plain))
  const sealed = toBase64(concatBytes(encrypted.subarray(-16), encrypted.subarray(0, -16)))
  return sealed.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

describe('a bundle whose owner signed everything again', () => {
  type Case = [name: string, changes: Changes, fault: string]
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
      'somebody who is on no roster and signed nothing',
      {
        people: (lines) => [...lines, { person: 'psn_5', salt: 'e5'.repeat(16), userid: 'sunqi', name: '孙七' }],
      },
      'person_unknown people.jsonl',
    ],
    [
      'a key of nobody',
      { people: first((line) => ({ ...line, keys: { sig_1: 'ff'.repeat(32) } })) },
      'person_differs people.jsonl',
    ],
    [
      'a signature without its key, and another name for its signer on the roster',
      {
        rosterLines: first((line) => ({
          ...line,
          commit: personCommit({ salt: 'a1'.repeat(16), userid: 'sunqi', name: '孙七' }),
        })),
        people: first(({ keys: _none, ...line }) => ({ ...line, userid: 'sunqi', name: '孙七' })),
      },
      'person_differs people.jsonl',
    ],
    [
      'two records of one signature',
      {
        contents: ([line = [], other = []]) => [line, other.with(0, 'sig_1')],
        signatures: ([line = {}, other = {}]) => [line, { ...other, object: 'sig_1' }],
      },
      'signature_record_differs signatures.jsonl',
    ],
    ['a document that is no hash', fieldOf(12, '使用规范'), 'signature_record_differs signatures.jsonl'],
    [
      'clauses that the document does not have',
      fieldOf(10, { '1': 'ff'.repeat(32) }),
      'signature_record_differs signatures.jsonl',
    ],
    ['a person as a list', fieldOf(5, ['psn_1']), 'signature_record_differs signatures.jsonl'],
    [
      'a signature with another time than its record',
      fieldOf(7, '2026-03-17T01:30:00.000Z'),
      'signature_record_differs signatures.jsonl',
    ],
    [
      'a record with another time than its signature',
      { signatures: first((line) => ({ ...line, at: '2026-03-17T01:30:00.000Z' })) },
      'signature_record_differs signatures.jsonl',
    ],
    [
      'a signature in another language than its document',
      fieldOf(8, 'en'),
      'signature_record_differs signatures.jsonl',
    ],
    ['other words of consent', fieldOf(13, '我已阅读'), 'signature_record_differs signatures.jsonl'],
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
    [
      'a signature made two days after the day of the roster',
      {
        contents: first((line: unknown[]) => line.with(7, '2026-03-19T00:00:00.000Z')),
        signatures: first((line) => ({ ...line, at: '2026-03-19T00:00:00.000Z' })),
      },
      'signature_after_roster records.jsonl',
    ],
    ['a checkpoint without a date', { anchor: { at: undefined } }, 'anchor_malformed anchors.jsonl'],
    [
      'a checkpoint from before a record that it contains',
      { anchor: { at: '2026-03-10T22:00:00.000Z', size: 302 } },
      'anchor_back_dated anchors.jsonl',
    ],
  ])('a bundle whose owner signed everything again is refused with %s', async (_name, changes, fault) => {
    expect(await verdict(sampleBundle(changes).bundle)).toBe(fault)
  })

  it('a signature that is sealed without a userid belongs to nobody, whatever people.jsonl says', async () => {
    const bundleOf = async (userid: string, signer: object) =>
      sampleBundle({
        ...fieldOf(15, await seal('sig_1', '11'.repeat(32), signer)),
        rosterLines: first((line) => ({
          ...line,
          commit: personCommit({ salt: 'a1'.repeat(16), userid, name: '张三' }),
        })),
        people: first((line) => ({ ...line, userid })),
      }).bundle
    expect(await verdict(await bundleOf('undefined', { userid: 'Undefined', name: '张三' }))).toBe('valid')
    expect(await verdict(await bundleOf('undefined', { name: '张三' }))).toBe('person_differs people.jsonl')
  })

  it('a signature in the last hour of a day in the last time zone belongs to that day', async () => {
    const at = '2026-03-18T11:59:59.999Z'
    const { bundle: files } = sampleBundle({
      contents: first((line: unknown[]) => line.with(7, at)),
      signatures: first((line) => ({ ...line, at })),
    })
    expect(await verdict(files)).toBe('valid')
  })

  it('a roster of a day that the calendar does not have, or that is written in another form, is refused', async () => {
    for (const day of ['2026-02-30', '昨天', '2026-3-17'])
      expect(await verdict(sampleBundle({ day, scope: { policy: 'pol_1', day } }).bundle)).toBe(
        'roster_out_of_scope records.jsonl',
      )
  })

  it('somebody who left and signed under two names may be named by either, and by no third name', async () => {
    const sealed = await seal('sig_2', '12'.repeat(32), { userid: 'zhangsan', name: '张珊' })
    const keys = { sig_1: '11'.repeat(32), sig_2: '12'.repeat(32) }
    const bundleOf = (name: string) =>
      sampleBundle({
        contents: ([line = [], other = []]) => [line, other.with(5, 'psn_1').with(15, sealed)],
        signatures: ([line = {}, other = {}]) => [line, { ...other, person: 'psn_1' }],
        rosterLines: (lines) => lines.filter(({ state }) => state !== 'signed'),
        counts: { pending: 1, exempt: 1 },
        people: ([line = {}, , ...rest]) => [{ ...line, name, keys }, ...rest],
      }).bundle
    expect(await verdict(bundleOf('张三'))).toBe('valid')
    expect(await verdict(bundleOf('张珊'))).toBe('valid')
    expect(await verdict(bundleOf('张四'))).toBe('person_differs people.jsonl')
  })

  it('two signatures of one version that name two documents are refused', async () => {
    const isClause = (name: string) => name.startsWith('texts/') && !textOf(bundle.get(name)!)!.includes('pol_1')
    const clauseHash = [...bundle.keys()].find(isClause)!.slice('texts/'.length, -'.json'.length)
    const otherDocument = canonicalJson(['pol_1', '0.9', 'zh-CN', '使用规范', '我已阅读并同意', [clauseHash]])
    const docHash = sha256Hex(utf8(otherDocument))
    const { bundle: files } = sampleBundle({
      texts: [otherDocument],
      contents: first((line: unknown[]) => line.with(12, docHash)),
      signatures: first((line) => ({ ...line, docHash })),
    })
    expect(await verdict(files)).toBe('text_of_other_version signatures.jsonl')
  })

  it('signatures of two versions that name one document are refused', async () => {
    const versionId = 'pov_0'
    const { bundle: files } = sampleBundle({
      contents: ([line = [], other = []]) => [line, other.with(3, versionId)],
      signatures: ([line = {}, other = {}]) => [line, { ...other, versionId }],
      rosterLines: ([line = {}, other = {}, ...rest]) => [
        line,
        { ...other, state: 'signed_earlier', versionId },
        ...rest,
      ],
      counts: { signed: 1, signed_earlier: 1, pending: 1, exempt: 1 },
    })
    expect(await verdict(files)).toBe('text_of_other_version signatures.jsonl')
  })

  it('a signature whose record names no document, and whose document is not a hash, is refused', async () => {
    const { bundle: files } = sampleBundle({
      ...fieldOf(12, '使用规范'),
      signatures: first(({ docHash: _none, ...line }) => line),
    })
    expect(await verdict(files)).toBe('text_missing texts/')
  })
})

describe('a text that readers could take for two values, or could fail to read, is refused', () => {
  it.each([
    ['people.jsonl', '"name":', '"name":"张四","name":', 'file_malformed'],
    ['signatures.jsonl', '{"1":4000}', '{"1":1,"1":4000}', 'signature_record_differs'],
    ['proofs.jsonl', '"index":', '"index":1,"index":', 'proof_malformed'],
    ['anchors.jsonl', '"at":', '"at":"2026-03-01T00:00:00.000Z","at":', 'anchor_malformed'],
    ['manifest.json', '"by":', '"by":"nobody",\n  "by":', 'file_malformed'],
    ['manifest.json', '"auditor"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'file_malformed'],
    ['records.jsonl', '"hash"', `"deep":${'['.repeat(100_000)}${']'.repeat(100_000)},"hash"`, 'record_malformed'],
  ])(
    'a text of %s, changed at %s, that readers could take for two values or could fail to read is refused',
    async (file, from, to, fault) => {
      expect(await verdict(tampered({ [file]: replaceIn(from, to) }, bundle))).toBe(`${fault} ${file}`)
    },
  )
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
    const withTorsion = signedWith(ofOrder8)
    expect(verify(withTorsion, utf8(text), key.key, { zip215: false })).toBe(true)
    expect(openNote(noteOf(withTorsion), key)).toEqual({ isValid: false, fault: 'wrong_signature' })
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
