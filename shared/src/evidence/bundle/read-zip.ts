import { Inflate } from 'fflate'
import { isEqual, textOf } from '../bytes.ts'
import { BundleError } from './faults.ts'
import type { BundleFiles } from './read-files.ts'

/** No bundle of this app is larger; a small file can claim to unpack into very much. */
const MAX_BYTES = 8_000_000_000
// Signatures and lengths of records, and below the offsets of their fields, by PKWARE's APPNOTE.TXT, 4.3.
const END = 0x06054b50
const END_BYTES = 22
const ENTRY = 0x02014b50
const ENTRY_BYTES = 46
const FILE = 0x04034b50
const FILE_BYTES = 30
const DESCRIPTOR = 0x08074b50
const DESCRIPTOR_BYTES = 12
const ENCRYPTED = 1
/** The sizes of a file that was written as a stream are in a data descriptor after it. */
const STREAMED = 8
/** An extra field with another name of the file (Info-ZIP), which only some tools read. */
const UNICODE_PATH = 0x7075
const STORED = 0
const DEFLATED = 8
/**
 * A name that every system unpacks unchanged: nothing that leads out of the folder, and no dot or blank that Windows
 * drops.
 */
const NAME = /^[\w-]+(?:\.[\w-]+)*(?:\/[\w-]+(?:\.[\w-]+)*)*\/?$/
/** Bytes that are unpacked at once; at most about a thousand times as many come out. */
const PART_BYTES = 65_536

/** `file`, `end`: where it begins in the archive, and where its contents end. */
type Entry = {
  name: string
  file: number
  end: number
  packed: Uint8Array
  method: number
  size: number
  isStreamed: boolean
}

const unreadable = (about: string | null) => new BundleError('zip_unreadable', 'ZIP', { about })

/**
 * Opens a bundle strictly: whatever tools read in different ways is refused (two files of one name or of names that differ
 * by case alone; a name, compression or size that differs between the directory and the file; entries that overlap; bytes
 * that belong to no entry). Directories are left out. Each file is unpacked when it is read, one at a time, so that large
 * bundles fit into memory. @throws BundleError
 */
export function readZip(zip: Uint8Array): BundleFiles {
  const entries = new Map<string, Entry>()
  const seenNames = new Set<string>()
  let bytes = 0
  for (const entry of readDirectory(zip)) {
    const { name, packed, size } = entry
    if (seenNames.has(name.toLowerCase()) || (bytes += size) > MAX_BYTES) throw unreadable(name)
    if (name.endsWith('/') && packed.length > 0) throw unreadable(name)
    entries.set(name, entry)
    seenNames.add(name.toLowerCase())
  }
  for (const name of entries.keys()) if (name.endsWith('/')) entries.delete(name)
  return {
    keys: () => entries.keys(),
    has: (name) => entries.has(name),
    get(name) {
      const entry = entries.get(name)
      return entry && unpack(entry)
    },
  }
}

/** Returns the directory's entries in the order of their contents, which begin at the first byte and have no gaps. */
function readDirectory(zip: Uint8Array): Entry[] {
  try {
    const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
    const end = zip.length - END_BYTES
    const directory = view.getUint32(end + 16, true)
    if (!isEndRecord(view, end) || directory + view.getUint32(end + 12, true) !== end) throw unreadable(null)
    const entries: Entry[] = []
    let at = directory
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      entries.push(readEntry(zip, view, { at, directory }))
      at += ENTRY_BYTES + [28, 30, 32].reduce((sum, length) => sum + view.getUint16(at + length, true), 0)
    }
    entries.sort((one, other) => one.file - other.file)
    const starts = [...entries.map(({ file }) => file), directory]
    if (at !== end || starts[0] !== 0) throw unreadable(null)
    for (const [no, entry] of entries.entries())
      if (!endsAt(view, entry, starts[no + 1] ?? 0)) throw unreadable(entry.name)
    return entries
  } catch (error) {
    throw error instanceof BundleError ? error : unreadable(error instanceof Error ? error.message : null)
  }
}

/** Returns whether the record at the end is of an archive in one part, without a comment. */
const isEndRecord = (view: DataView, end: number): boolean =>
  view.getUint32(end, true) === END &&
  [4, 6, 20].every((field) => view.getUint16(end + field, true) === 0) &&
  view.getUint16(end + 8, true) === view.getUint16(end + 10, true)

/** Returns whether nothing but the data descriptor of a streamed file is between its contents and the next one. */
function endsAt(view: DataView, { end, packed, size, isStreamed }: Entry, next: number): boolean {
  if (!isStreamed) return end === next
  const hasSignature = next === end + 4 + DESCRIPTOR_BYTES && view.getUint32(end, true) === DESCRIPTOR
  return (
    (hasSignature || next === end + DESCRIPTOR_BYTES) &&
    view.getUint32(next - 8, true) === packed.length &&
    view.getUint32(next - 4, true) === size
  )
}

/** Returns whether the header before a file has the compression and the sizes of the directory's entry at `at`. */
function isSameHeader(view: DataView, file: number, at: number): boolean {
  const flags = view.getUint16(file + 6, true)
  const isSameSize = (own: number, listed: number) => {
    const size = view.getUint32(file + own, true)
    return size === view.getUint32(at + listed, true) || (size === 0 && (flags & STREAMED) !== 0)
  }
  return (
    (flags & ENCRYPTED) === 0 &&
    view.getUint16(file + 8, true) === view.getUint16(at + 10, true) &&
    isSameSize(18, 20) &&
    isSameSize(22, 24)
  )
}

/** Returns whether extra fields, `length` bytes of them, give a file another name. */
function hasOtherName(view: DataView, start: number, length: number): boolean {
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === UNICODE_PATH) return true
  return false
}

function readEntry(zip: Uint8Array, view: DataView, { at, directory }: { at: number; directory: number }): Entry {
  const nameIn = (start: number, length: number) => zip.subarray(start, start + length)
  const own = nameIn(at + ENTRY_BYTES, view.getUint16(at + 28, true))
  const name = textOf(own) ?? ''
  const file = view.getUint32(at + 42, true)
  const length = view.getUint16(file + 26, true)
  const extra = view.getUint16(file + 28, true)
  const start = file + FILE_BYTES + length + extra
  const packed = zip.subarray(start, start + view.getUint32(at + 20, true))
  const method = view.getUint16(at + 10, true)
  const isSound =
    view.getUint32(at, true) === ENTRY &&
    view.getUint32(file, true) === FILE &&
    (view.getUint16(at + 8, true) & ENCRYPTED) === 0 &&
    view.getUint16(at + 34, true) === 0 &&
    (method === STORED || method === DEFLATED) &&
    isSameHeader(view, file, at) &&
    !hasOtherName(view, start - extra, extra) &&
    !hasOtherName(view, at + ENTRY_BYTES + own.length, view.getUint16(at + 30, true)) &&
    NAME.test(name) &&
    isEqual(own, nameIn(file + FILE_BYTES, length)) &&
    start + packed.length <= directory
  if (!isSound) throw unreadable(name)
  const isStreamed = (view.getUint16(file + 6, true) & STREAMED) !== 0
  return { name, file, end: start + packed.length, packed, method, size: view.getUint32(at + 24, true), isStreamed }
}

/** Returns the contents of an entry, which are exactly as long as it says. */
function unpack({ name, packed, method, size }: Entry): Uint8Array {
  if (method === STORED) {
    if (packed.length !== size) throw unreadable(name)
    return packed
  }
  try {
    const bytes = new Uint8Array(size)
    let length = 0
    const inflate = new Inflate((part) => {
      if (length + part.length > size) throw unreadable(name)
      bytes.set(part, length)
      length += part.length
    })
    for (let at = 0; at < packed.length; at += PART_BYTES)
      inflate.push(packed.subarray(at, at + PART_BYTES), at + PART_BYTES >= packed.length)
    if (length !== size) throw unreadable(name)
    return bytes
  } catch (error) {
    throw error instanceof BundleError ? error : unreadable(name)
  }
}

/** Returns whether a file is a ZIP; else it may be the text of a single proof. */
export const isZip = (bytes: Uint8Array): boolean => textOf(bytes.subarray(0, 2)) === 'PK'
