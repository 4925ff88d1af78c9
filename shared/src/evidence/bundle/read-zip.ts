import { Inflate } from 'fflate'
import { isEqual, textOf } from '../bytes.ts'
import { BundleError } from './faults.ts'
import type { BundleFiles } from './read-files.ts'

/** More is no bundle of ours: a small file can claim to unpack into very much. */
const MAX_BYTES = 8_000_000_000
const END = 0x06054b50
const END_BYTES = 22
const ENTRY = 0x02014b50
const ENTRY_BYTES = 46
const FILE = 0x04034b50
const FILE_BYTES = 30
const ENCRYPTED = 1
const STORED = 0
const DEFLATED = 8
/** What is unpacked at once: at most about a thousand times as much comes out. */
const PART_BYTES = 65_536

type Entry = { name: string; start: number; packed: Uint8Array; method: number; size: number }

const unreadable = (about: string | null) => new BundleError('zip_unreadable', 'ZIP', { about })

/**
 * Opens a bundle, strictly: whatever tools read in different ways is refused (two files of one name, a name that differs between
 * the directory and the file, sizes that are wrong, entries that overlap, bytes before or behind the archive). Directories are
 * left out. Each file is unpacked when it is read, one at a time, so that large bundles fit into memory.
 */
export function readZip(zip: Uint8Array): BundleFiles {
  const entries = new Map<string, Entry>()
  let bytes = 0
  let before = 0
  for (const entry of readDirectory(zip)) {
    const { name, start, packed, size } = entry
    if (entries.has(name) || (bytes += size) > MAX_BYTES || start < before) throw unreadable(name)
    if (name.endsWith('/') && packed.length > 0) throw unreadable(name)
    before = start + packed.length
    entries.set(name, entry)
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

/** Returns the entries of the central directory in the order of their contents. */
function readDirectory(zip: Uint8Array): Entry[] {
  try {
    const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
    const end = zip.length - END_BYTES
    const directory = view.getUint32(end + 16, true)
    if (view.getUint32(end, true) !== END || directory + view.getUint32(end + 12, true) !== end) throw unreadable(null)
    const entries: Entry[] = []
    let at = directory
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      entries.push(readEntry(zip, view, { at, directory }))
      at += ENTRY_BYTES + [28, 30, 32].reduce((sum, length) => sum + view.getUint16(at + length, true), 0)
    }
    if (at !== end) throw unreadable(null)
    return entries.sort((one, other) => one.start - other.start)
  } catch (error) {
    throw error instanceof BundleError ? error : unreadable(error instanceof Error ? error.message : null)
  }
}

function readEntry(zip: Uint8Array, view: DataView, { at, directory }: { at: number; directory: number }): Entry {
  const nameIn = (start: number, length: number) => zip.subarray(start, start + length)
  const own = nameIn(at + ENTRY_BYTES, view.getUint16(at + 28, true))
  const name = textOf(own) ?? ''
  const file = view.getUint32(at + 42, true)
  const length = view.getUint16(file + 26, true)
  const start = file + FILE_BYTES + length + view.getUint16(file + 28, true)
  const packed = zip.subarray(start, start + view.getUint32(at + 20, true))
  const method = view.getUint16(at + 10, true)
  const isSound =
    view.getUint32(at, true) === ENTRY &&
    view.getUint32(file, true) === FILE &&
    (view.getUint16(at + 8, true) & ENCRYPTED) === 0 &&
    (method === STORED || method === DEFLATED) &&
    /^[\x20-\x7e]+$/.test(name) &&
    isEqual(own, nameIn(file + FILE_BYTES, length)) &&
    start + packed.length <= directory
  if (!isSound) throw unreadable(name)
  return { name, start, packed, method, size: view.getUint32(at + 24, true) }
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
