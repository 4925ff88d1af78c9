import { describe, expect, it } from 'vitest'
import { fromBase64, fromHex, savedText, toBase64, utf8 } from './bytes.ts'
import { openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { EMPTY_ROOT, inclusionRanges, leafHash, proofOf, rootOf } from './merkle.ts'
import { formatVkey, openNote, parseVkey, publicKeyOf, signNote } from './signed-note.ts'
import { formatTlogProof, openTlogProof, parseTlogProof } from './tlog-proof.ts'

// The example of C2SP signed-note.
const exampleVkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const exampleNote = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`
// The example of golang.org/x/mod/sumdb/note, whose private key is known: Ed25519 signs the same text the same way.
const peterVkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const peterSeed = fromBase64('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz')!.slice(1)
const peterText =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const peterLine =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
const peter = parseVkey(peterVkey)!

describe('signed notes', () => {
  it("the specification's example note verifies with its example key", () => {
    expect(openNote(exampleNote, parseVkey(exampleVkey)!)).toEqual({
      isValid: true,
      text: 'This is an example message.\n',
    })
  })

  it("the reference implementation's key signs its note byte for byte", () => {
    const signer = { name: 'PeterNeumann', seed: peterSeed }
    expect(formatVkey(publicKeyOf(signer))).toBe(peterVkey)
    expect(signNote(peterText, signer)).toBe(`${peterText}\n${peterLine}`)
    expect(openNote(`${peterText}\n${peterLine}`, peter)).toEqual({ isValid: true, text: peterText })
  })

  it('parseVkey refuses a part of a key, a key of another type and one of another length', () => {
    for (let start = 0; start <= peterVkey.length; start++)
      for (let end = start + 1; end <= peterVkey.length; end++)
        if (start > 0 || end < peterVkey.length) expect(parseVkey(peterVkey.slice(start, end))).toBeNull()
    expect(parseVkey('PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==')).toBeNull()
    expect(parseVkey('PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')).toBeNull()
  })

  it('a key whose name has a blank or a byte order mark is no key, and signs nothing', () => {
    for (const space of [' ', '\u00A0', '\u3000', '\uFEFF']) {
      const signer = { name: `Peter${space}Neumann`, seed: peterSeed }
      expect(parseVkey(formatVkey(publicKeyOf(signer)))).toBeNull()
      expect(() => signNote(peterText, signer)).toThrow('neither spaces nor +')
    }
  })

  it('signatures by unknown keys are ignored, and a wrong one of the known key refuses the note', () => {
    const other = '— other 4444AAECAwQ=\n'
    expect(openNote(`${peterText}\n${other}${peterLine}`, peter)).toMatchObject({ isValid: true })
    expect(openNote(`${peterText}\n${other}`, peter)).toEqual({ isValid: false, fault: 'unsigned' })
    expect(openNote(`${peterText.replace('crypto', 'Crypto')}\n${peterLine}`, peter)).toEqual({
      isValid: false,
      fault: 'wrong_signature',
    })
  })

  it.each([
    ['without signatures', peterText],
    ['without an empty line', `${peterText}${peterLine}`],
    ['without a last newline', `${peterText}\n${peterLine.slice(0, -1)}`],
    ['with a control character', `${peterText.replace('you', 'y\tou')}\n${peterLine}`],
    ['with a hyphen for the dash', `${peterText}\n${peterLine.replace('—', '-')}`],
    ['with text after the signatures', `${peterText}\n${peterLine}text\n`],
    ['with base64 that is not canonical', `${peterText}\n${peterLine.replace('AM=', 'AN=')}`],
    ['with more than 100 signatures', `${peterText}\n${peterLine.repeat(101)}`],
  ])('a note %s is malformed', (_name, note) => {
    expect(openNote(note, peter)).toEqual({ isValid: false, fault: 'malformed' })
  })
})

const log = { origin: 'PeterNeumann', size: 0, root: EMPTY_ROOT }

describe('checkpoints and proofs', () => {
  it("the specification's example checkpoint is parsed", () => {
    const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
    expect(parseCheckpoint(example)).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 })
    expect(parseCheckpoint(`${example}extension\n`)).not.toBeNull()
    for (const wrong of [
      example.replace('20852163', '020852163'),
      example.replace('20852163', '-1'),
      example.replace('q2I=', 'q2J='),
      example.slice(0, -1),
      `${example}\n`,
      `\n${example}`,
    ])
      expect(parseCheckpoint(wrong)).toBeNull()
  })

  it('a checkpoint opens with its key, and not for another origin', () => {
    const note = signCheckpoint(log, peterSeed)
    expect(openCheckpoint(note, peter)).toMatchObject({ isValid: true, size: 0 })
    const other = signCheckpoint({ ...log, origin: 'other' }, peterSeed)
    expect(openCheckpoint(other, peter)).toEqual({ isValid: false, fault: 'wrong_origin' })
    expect(openCheckpoint(note.replace('\n0\n', '\n1\n'), peter)).toEqual({ isValid: false, fault: 'wrong_signature' })
  })

  it('a proof holds its entry, and neither another entry nor another index is proven by it', () => {
    const entries = [1, 2, 3, 4, 5].map((byte) => Uint8Array.of(byte))
    const leaves = entries.map(leafHash)
    const checkpoint = signCheckpoint({ ...log, size: 5, root: rootOf(leaves) }, peterSeed)
    const hashes = proofOf(leaves, inclusionRanges(2, 5))
    const text = formatTlogProof({ extra: entries[2]!, index: 2, hashes, checkpoint })
    expect(text).toMatch(/^c2sp.org\/tlog-proof@v1\nextra Aw==\nindex 2\n/)
    expect(openTlogProof(text, peter)).toMatchObject({ isValid: true, index: 2, size: 5 })
    expect(openTlogProof(text, peter, entries[3])).toEqual({ isValid: false, fault: 'not_included' })
    expect(openTlogProof(text.replace('index 2', 'index 3'), peter)).toEqual({ isValid: false, fault: 'not_included' })
    expect(openTlogProof(text.replace('extra Aw==\n', ''), peter, entries[2])).toMatchObject({ isValid: true })
    for (const wrong of [text.slice(1), text.replace('index 2', 'index 02'), text.replace('extra Aw==', 'extra Aw')])
      expect(parseTlogProof(wrong)).toBeNull()
  })
})

describe('encodings', () => {
  it('base64 of any length is decoded back, and no other text for it is accepted', () => {
    for (let length = 0; length < 20; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 89 + length * 37) % 256)
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    }
    for (const wrong of ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'A===', '====', 'AA==AA==', 'A A=', 'AA-_'])
      expect(fromBase64(wrong)).toBeNull()
    expect(fromHex('0G')).toBeNull()
    expect(fromHex('AB')).toBeNull()
    expect(utf8('企')).toEqual(Uint8Array.of(0xe4, 0xbc, 0x81))
  })

  it.each([
    ['UTF-8', [0xe2, 0x80, 0x94, 0x20, 0x61]],
    ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0xe2, 0x80, 0x94, 0x20, 0x61]],
    ['UTF-16', [0xff, 0xfe, 0x14, 0x20, 0x20, 0x00, 0x61, 0x00]],
    ['UTF-16, big-endian', [0xfe, 0xff, 0x20, 0x14, 0x00, 0x20, 0x00, 0x61]],
    ['GB 18030', [0xa1, 0xaa, 0x20, 0x61]],
  ])('a message that was saved as %s is read', (_encoding, bytes) => {
    expect(savedText(Uint8Array.from(bytes))).toBe('— a')
    expect(savedText(Uint8Array.of(0xff))).toBeNull()
  })
})
