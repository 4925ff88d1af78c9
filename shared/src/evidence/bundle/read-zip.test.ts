import { concatBytes } from '@noble/hashes/utils.js'
import { Zip, ZipDeflate, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { textOf, utf8 } from '../bytes.ts'
import { readZip } from './read-zip.ts'

const text = 'a line that repeats\n'.repeat(50)
const zip = zipSync({ 'a.txt': utf8(text), 'b.txt': utf8('another') })
const streamed = streamedZip(['a.txt', 'b.txt'])
const read = (bytes: Uint8Array) => readZip(bytes).get('a.txt')

/** Writes an archive as the server does: the sizes of each file follow it. */
function streamedZip(names: readonly string[]): Uint8Array {
  const parts: Uint8Array[] = []
  const archive = new Zip((error, part) => {
    if (error) throw error
    parts.push(part)
  })
  for (const name of names) {
    const file = new ZipDeflate(name)
    archive.add(file)
    file.push(utf8(text), true)
  }
  archive.end()
  return concatBytes(...parts)
}

const directoryOf = (bytes: Uint8Array) => new DataView(bytes.buffer).getUint32(bytes.length - 6, true)
/** Returns the place in the directory that says where the second file begins. */
const secondOf = (bytes: Uint8Array) => directoryOf(bytes) + 46 + 'a.txt'.length + 42
const startOfSecond = (bytes: Uint8Array) => new DataView(bytes.buffer).getUint32(secondOf(bytes), true)

function changed(change: (view: DataView) => void, from: Uint8Array = zip): Uint8Array {
  const bytes = from.slice()
  change(new DataView(bytes.buffer))
  return bytes
}

/** Replaces bytes before the directory, and moves all offsets behind them. */
function replaced(from: Uint8Array, { at, count }: { at: number; count: number }, added: Uint8Array): Uint8Array {
  const bytes = concatBytes(from.subarray(0, at), added, from.subarray(at + count))
  const moved = added.length - count
  const [before, after] = [new DataView(from.buffer), new DataView(bytes.buffer)]
  for (const field of [directoryOf(from) + 42, secondOf(from), from.length - 6]) {
    const offset = before.getUint32(field, true)
    if (offset >= at + count) after.setUint32(field + moved, offset + moved, true)
  }
  return bytes
}

describe('readZip', () => {
  const directory = directoryOf(zip)
  const end = zip.length - 22
  const both = (own: number, listed: number, value: number, set: 'setUint16' | 'setUint32') =>
    changed((view) => {
      view[set](own, value, true)
      view[set](directory + listed, value, true)
    })
  const inserted = (at: number) => replaced(zip, { at, count: 0 }, utf8('xyz'))

  it('an archive that all tools read alike is read', () => {
    expect(textOf(read(zip)!)).toMatch(/^a line/)
    expect(textOf(readZip(zip).get('b.txt')!)).toBe('another')
    expect(readZip(zip).get('c.txt')).toBeUndefined()
  })

  it('names of files in folders are read, and folders are left out', () => {
    const empty: [Uint8Array, { level: 0 }] = [new Uint8Array(), { level: 0 }]
    const folders = readZip(zipSync({ 'texts/': empty, 'texts/0a_b-c.json': utf8('a'), README: utf8('b') }))
    expect([...folders.keys()].sort()).toEqual(['README', 'texts/0a_b-c.json'])
  })

  it('a streamed archive is read, whether its data descriptors have a signature or not', () => {
    expect(textOf(read(streamed)!)).toBe(text)
    const unsigned = replaced(streamed, { at: startOfSecond(streamed) - 16, count: 4 }, new Uint8Array())
    expect(textOf(readZip(unsigned).get('b.txt')!)).toBe(text)
  })

  it.each([
    ['a file that is longer than it says', both(22, 24, 980, 'setUint32')],
    ['a file that is shorter than it says', both(22, 24, 1020, 'setUint32')],
    ['a file that would fill the memory', both(22, 24, 0xffff_ffff, 'setUint32')],
    ['another name before the file', changed((view) => view.setUint8(30, 0x62))],
    ['another size before the file', changed((view) => view.setUint32(22, 980, true))],
    ['another packed size before the file', changed((view) => view.setUint32(18, 1, true))],
    ['another compression before the file', changed((view) => view.setUint16(8, 0, true))],
    ['another name in an extra field', zipSync({ 'a.txt': [utf8(text), { extra: { 0x7075: utf8('b.txt') } }] })],
    ['an encrypted file', changed((view) => view.setUint16(directory + 8, 1, true))],
    ['a file that is encrypted by the header before it', changed((view) => view.setUint16(6, 1, true))],
    ['an unknown compression', both(8, 10, 9, 'setUint16')],
    ['an entry that points to another place', changed((view) => view.setUint32(directory + 42, 1, true))],
    ['an entry that names another part of a split archive', changed((view) => view.setUint16(directory + 34, 1, true))],
    ['two entries that point to one file', changed((view) => view.setUint32(directory + 46 + 5 + 42, 0, true))],
    ['bytes before the archive', concatBytes(utf8('x'), zip)],
    ['bytes before the first file', inserted(0)],
    ['bytes between two files', inserted(startOfSecond(zip))],
    ['bytes before the directory', inserted(directory)],
    ['bytes after the archive', concatBytes(zip, utf8('x'))],
    ['the length of a comment that is missing', changed((view) => view.setUint16(end + 20, 1, true))],
    ['an archive in two parts', changed((view) => view.setUint16(end + 4, 1, true))],
    ['two different numbers of entries', changed((view) => view.setUint16(end + 8, 1, true))],
    ['a streamed file without a data descriptor', changed((view) => view.setUint16(6, 8, true))],
    [
      'another size in a data descriptor',
      changed((view) => view.setUint32(startOfSecond(streamed) - 4, 980, true), streamed),
    ],
    [
      'another packed size in a data descriptor',
      changed((view) => view.setUint32(startOfSecond(streamed) - 8, 1, true), streamed),
    ],
    ['a data descriptor of another kind', changed((view) => view.setUint8(startOfSecond(streamed) - 16, 1), streamed)],
    ['a name that is not ASCII', zipSync({ 'ａ.txt': utf8('a') })],
    ['names that differ by case alone', zipSync({ 'a.txt': utf8('a'), 'A.txt': utf8('b') })],
    ['a name that leads out of the folder', zipSync({ 'a.txt': utf8('a'), '../b.txt': utf8('b') })],
    ['a name from the root', zipSync({ 'a.txt': utf8('a'), '/b.txt': utf8('b') })],
    ['a name with a backslash', zipSync({ 'a.txt': utf8('a'), 'b\\c.txt': utf8('b') })],
    ['a name that Windows shortens', zipSync({ 'a.txt': utf8('a'), 'a.txt.': utf8('b') })],
    ['a directory with contents', zipSync({ 'a/': utf8('a') })],
    ['a file that is not an archive', utf8('PK')],
  ])('readZip refuses %s', (_name, bytes) => {
    expect(() => read(bytes)).toThrow('zip_unreadable')
  })
})
