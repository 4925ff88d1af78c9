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

/** An empty last block, for a file that does not end with an own part. */
const END = Buffer.from([3, 0])
const NOTHING = Buffer.alloc(0)

/** `isOwn`: used in one response only; the next response has another text in its place. */
type Block = { bytes: Buffer; packed: Buffer; isOwn: boolean }

const fixedBlocks = new Map<string, Block>()

/** Returns a fixed text and its blocks, which end at a byte and refer to nothing before them: they fit anywhere. */
function fixedBlock(text: string): Block {
  const kept = fixedBlocks.get(text)
  if (kept) return kept
  const bytes = Buffer.from(text)
  const options = { level: 9, memLevel: MEMORY_LEVEL.fixed, finishFlush: constants.Z_SYNC_FLUSH }
  const block = { bytes, packed: deflateRawSync(bytes, options), isOwn: false }
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
  return { bytes, packed: Buffer.concat(packed), isOwn: true }
}

const withDictionary = (dictionary: Buffer) => (dictionary.length > 0 ? { dictionary } : {})

/** Returns the end of what precedes a block. */
const tailOf = (before: readonly Buffer[]): Buffer => Buffer.concat(before).subarray(-DICTIONARY_BYTES)

/** A block that fits behind other blocks only if these are the same, or of the same length where they are own ones. */
type KeptBlock = Block & { after: readonly (Block | number)[] }

const keptBlocks = new WeakMap<TextPart, KeptBlock>()

/** Returns a kept text as blocks that end at a byte and refer to what precedes them, except to own blocks. */
function keptBlock(part: TextPart, before: readonly Block[]): Block {
  const after = before.map((block) => (block.isOwn ? block.bytes.length : block))
  const kept = keptBlocks.get(part)
  if (kept?.after.length === after.length && kept.after.every((block, index) => block === after[index])) return kept
  const bytes = Buffer.from(part.text)
  // A text without zeros refers to none of these, which stand for what differs the next time.
  const known = before.map((block) => (block.isOwn ? Buffer.alloc(block.bytes.length) : block.bytes))
  const dictionary = bytes.includes(0) ? NOTHING : tailOf(known)
  const options = { memLevel: MEMORY_LEVEL.rest, finishFlush: constants.Z_SYNC_FLUSH, ...withDictionary(dictionary) }
  // A copy: what the encoder returns is a part of 16 KB, which would be kept with it.
  const block = { bytes, packed: Buffer.from(deflateRawSync(bytes, options)), isOwn: false, after }
  keptBlocks.set(part, block)
  return block
}

function blockOf(part: TextPart, before: readonly Block[]): Block {
  if (part.kind === 'fixed') return fixedBlock(part.text)
  return part.kind === 'own' ? storedBlock(part.text) : keptBlock(part, before)
}

function packRest(rest: Buffer, before: readonly Block[]): Buffer {
  if (rest.length === 0) return END
  const dictionary = tailOf(before.map(({ bytes }) => bytes))
  return deflateRawSync(rest, { memLevel: MEMORY_LEVEL.rest, ...withDictionary(dictionary) })
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
  const texts = [...blocks.map(({ bytes }) => bytes), rest]
  // Not of all bytes in one buffer: a large one that lasts for a moment costs more than copying them.
  const checksum = texts.reduce((sum, bytes) => crc32(bytes, sum), 0)
  const length = texts.reduce((sum, bytes) => sum + bytes.length, 0)
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(checksum, 0)
  trailer.writeUInt32LE(length, 4)
  return Buffer.concat([HEADER, ...blocks.map(({ packed }) => packed), packRest(rest, blocks), trailer])
}
