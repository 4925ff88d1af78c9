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

type Block = { bytes: Buffer; packed: Buffer }

const fixedBlocks = new Map<string, Block>()

/** Returns a fixed text and its blocks, which end at a byte and refer to nothing before them: they fit anywhere. */
function fixedBlock(text: string): Block {
  const kept = fixedBlocks.get(text)
  if (kept) return kept
  const bytes = Buffer.from(text)
  const options = { level: 9, memLevel: MEMORY_LEVEL.fixed, finishFlush: constants.Z_SYNC_FLUSH }
  const block = { bytes, packed: deflateRawSync(bytes, options) }
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
  return { bytes, packed: Buffer.concat(packed) }
}

/**
 * Compresses a text of several parts as one gzip file. Its fixed parts are compressed once, well, and its last part with
 * what precedes it as the dictionary; another part, which should be short, is stored. Synchronous: the threads and streams of
 * the asynchronous encoder cost more than the compression.
 */
export function gzipParts(parts: readonly TextPart[]): Uint8Array<ArrayBuffer> {
  const blocks = parts.slice(0, -1).map(({ text, isFixed }) => (isFixed ? fixedBlock(text) : storedBlock(text)))
  const rest = Buffer.from(parts.at(-1)?.text ?? '')
  const whole = Buffer.concat([...blocks.map(({ bytes }) => bytes), rest])
  const before = whole.subarray(0, whole.length - rest.length)
  const dictionary = before.length > 0 ? { dictionary: before.subarray(-DICTIONARY_BYTES) } : {}
  const packedRest = deflateRawSync(rest, { memLevel: MEMORY_LEVEL.rest, ...dictionary })
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(whole), 0)
  trailer.writeUInt32LE(whole.length, 4)
  return Buffer.concat([HEADER, ...blocks.map(({ packed }) => packed), packedRest, trailer])
}
