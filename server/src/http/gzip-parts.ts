import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { TextPart } from '../ports/render-page.ts'

/** Maximum number of fixed texts that are kept; more of them mean that one contains a person or a time. */
const MAX_FIXED = 400
/**
 * How much of the text before its last part that part may repeat. The encoder reads it at each call: four times as much saves
 * 50 bytes of a page and takes half as long again.
 */
const DICTIONARY_BYTES = 8_192
/** Longest stored block. */
const MAX_STORED = 0xffff
/** Memory for blocks of 2,048 and 4,096 symbols: codes fit the text of a short block better. */
const MEMORY_LEVEL = { fixed: 5, rest: 6 }

/** RFC 1952: deflate, no flags, no time, unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])

/** The end of a file whose last block is not its last part: an empty block. */
const END = Buffer.from([3, 0])
const NOTHING = Buffer.alloc(0)

/** `seen`: the bytes to which a kept block after it may refer. */
type Block = { bytes: Buffer; packed: Buffer; seen: Buffer }

const fixedBlocks = new Map<string, Block>()

/** Returns a fixed text and its blocks, which end at a byte and refer to nothing before them: they fit anywhere. */
function fixedBlock(text: string): Block {
  const kept = fixedBlocks.get(text)
  if (kept) return kept
  const bytes = Buffer.from(text)
  const options = { level: 9, memLevel: MEMORY_LEVEL.fixed, finishFlush: constants.Z_SYNC_FLUSH }
  const block = { bytes, packed: deflateRawSync(bytes, options), seen: bytes }
  if (fixedBlocks.size >= MAX_FIXED) fixedBlocks.clear()
  fixedBlocks.set(text, block)
  return block
}

/** Returns a text as blocks that are not compressed. */
function storedBlock(text: string): Block {
  const bytes = Buffer.from(text)
  const packed: Buffer[] = []
  for (let from = 0; from < bytes.length; from += MAX_STORED) {
    const stored = bytes.subarray(from, from + MAX_STORED)
    const head = Buffer.alloc(5)
    head.writeUInt16LE(stored.length, 1)
    head.writeUInt16LE(MAX_STORED - stored.length, 3)
    packed.push(head, stored)
  }
  // A kept block contains no zero, so that it refers to none of these bytes, which differ the next time.
  return { bytes, packed: Buffer.concat(packed), seen: Buffer.alloc(bytes.length) }
}

const keptBlocks = new WeakMap<TextPart, Block & { before: Buffer }>()

/** Returns the bytes before a block to which it may refer. */
const dictionaryOf = (before: readonly Buffer[]): Buffer => Buffer.concat(before).subarray(-DICTIONARY_BYTES)

const withDictionary = (dictionary: Buffer) => (dictionary.length > 0 ? { dictionary } : {})

/** Returns a kept text as blocks that end at a byte and refer to what is before them, as long as that is the same. */
function keptBlock(part: TextPart, before: Buffer): Block {
  const kept = keptBlocks.get(part)
  if (kept?.before.equals(before)) return kept
  const bytes = Buffer.from(part.text)
  const dictionary = bytes.includes(0) ? NOTHING : before
  const options = { memLevel: MEMORY_LEVEL.rest, finishFlush: constants.Z_SYNC_FLUSH, ...withDictionary(dictionary) }
  const block = { bytes, packed: deflateRawSync(bytes, options), seen: bytes, before: Buffer.from(before) }
  keptBlocks.set(part, block)
  return block
}

function blockOf(part: TextPart, before: readonly Block[]): Block {
  if (part.kind === 'fixed') return fixedBlock(part.text)
  if (part.kind === 'own') return storedBlock(part.text)
  return keptBlock(part, dictionaryOf(before.map(({ seen }) => seen)))
}

/**
 * Compresses a text of several parts as one gzip file. Fixed and kept parts are compressed once. A last part of its own is
 * compressed with what precedes it as the dictionary; another own part, which should be short, is stored. Synchronous: the
 * threads and streams of the asynchronous encoder cost more than the compression.
 */
export function gzipParts(parts: readonly TextPart[]): Uint8Array<ArrayBuffer> {
  const last = parts.at(-1)
  const rest = last?.kind === 'own' ? Buffer.from(last.text) : NOTHING
  const blocks: Block[] = []
  for (const part of last?.kind === 'own' ? parts.slice(0, -1) : parts) blocks.push(blockOf(part, blocks))
  const whole = Buffer.concat([...blocks.map(({ bytes }) => bytes), rest])
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(whole), 0)
  trailer.writeUInt32LE(whole.length, 4)
  const packedRest = rest.length === 0 ? END : packRest(rest, whole.subarray(0, whole.length - rest.length))
  return Buffer.concat([HEADER, ...blocks.map(({ packed }) => packed), packedRest, trailer])
}

const packRest = (rest: Buffer, before: Buffer): Buffer =>
  deflateRawSync(rest, { memLevel: MEMORY_LEVEL.rest, ...withDictionary(before.subarray(-DICTIONARY_BYTES)) })
