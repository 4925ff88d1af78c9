import { promisify } from 'node:util'
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'
import type { TextPart } from '../ports/render-page.ts'
import { gzipParts } from './gzip-parts.ts'

/** Below this, one TCP segment, compression costs more than it saves. */
const MIN_BYTES = 1400
/** Fast enough for every response; hashed assets are compressed harder, once, at build time. */
const BROTLI_QUALITY = 5

/** Up to this size, the threads and streams of an asynchronous encoder cost more than the compression: 0.3 of 0.4 ms. */
const MAX_SYNC_BYTES = 16_384

// Told the size of the body and a window that just contains it, the encoder allocates for this body only, which takes half
// of the time.
const brotliOptions = (bytes: number) => ({
  params: {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes,
    [constants.BROTLI_PARAM_LGWIN]: windowBits(bytes),
  },
})

/** Returns the binary logarithm of the window, within what brotli allows by default. */
const windowBits = (bytes: number) =>
  Math.min(
    Math.max(Math.ceil(Math.log2(bytes + 16)), constants.BROTLI_MIN_WINDOW_BITS),
    constants.BROTLI_DEFAULT_WINDOW,
  )

type KnownText = { text: string; parts: readonly TextPart[] }

/** The texts of responses that `withText` created. */
const texts = new WeakMap<Response, KnownText>()

/** Keeps the text of a response for `compressResponse`, which otherwise reads it from a stream: half a millisecond. */
export function withText(response: Response, known: KnownText): Response {
  texts.set(response, known)
  return response
}

/** The preferred coding first. */
const codings = ['br', 'gzip'] as const

function pack(coding: (typeof codings)[number], body: Uint8Array): Uint8Array | Promise<Uint8Array> {
  const isSync = body.byteLength <= MAX_SYNC_BYTES
  if (coding === 'gzip') return isSync ? gzipSync(body) : promisify(gzip)(body)
  const options = brotliOptions(body.byteLength)
  return isSync ? brotliCompressSync(body, options) : promisify(brotliCompress)(body, options)
}

/** Returns the body of a response, compressed unless it is short. */
async function packWhole(response: Response, coding: (typeof codings)[number]) {
  // The body is read and replaced: cloning a response would cost as much as the rest of a short one.
  const text = texts.get(response)?.text
  const body = text === undefined ? new Uint8Array(await response.arrayBuffer()) : Buffer.from(text)
  if (body.byteLength < MIN_BYTES) return { body, isPacked: false }
  return { body: new Uint8Array(await pack(coding, body)), isPacked: true }
}

const accepts = (header: string, coding: string) =>
  header.split(',').some((item) => item.trim().startsWith(coding) && !/;\s*q=0(\.0*)?$/.test(item.trim()))

/** Returns the parts of a text if some are fixed and the client accepts gzip; null: the text is compressed as a whole. */
const partsFor = (header: string, known: KnownText | undefined) =>
  known?.parts.some(({ kind }) => kind === 'fixed') && accepts(header, 'gzip') ? known.parts : null

/**
 * Compresses HTML and JSON of this app with brotli, else gzip. A text with fixed parts is compressed with gzip if the client
 * accepts it: compressed parts cannot be joined with brotli.
 */
export const compressResponse: MiddlewareHandler = async (c, next) => {
  await next()
  const { status, headers } = c.res
  const type = headers.get('content-type') ?? ''
  if (!/^(text\/html|application\/json)/.test(type) || headers.has('content-encoding')) return
  // A file is streamed as it is: compressed as a whole, it would count as delivered before the client has its first byte.
  if (headers.has('content-disposition')) return
  headers.append('vary', 'accept-encoding')
  const header = c.req.header('accept-encoding') ?? ''
  const known = texts.get(c.res)
  const parts = partsFor(header, known)
  const coding = parts ? 'gzip' : codings.find((name) => accepts(header, name))
  if (coding === undefined || c.req.method === 'HEAD') return
  const { body, isPacked } = parts ? { body: gzipParts(parts), isPacked: true } : await packWhole(c.res, coding)
  if (isPacked) headers.set('content-encoding', coding)
  headers.delete('content-length')
  // Hono merges headers into a replaced response, so the old one is removed first.
  c.res = undefined
  c.res = new Response(body, { status, headers })
}
