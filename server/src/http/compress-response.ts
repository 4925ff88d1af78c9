import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'

/** Below this, one TCP segment, compression costs more than it saves. */
const MIN_BYTES = 1400
/** Fast enough for every response; hashed assets are compressed harder, once, at build time. */
const BROTLI_QUALITY = 5

// Told the size of the body and a window that just contains it, the encoder allocates for this body only, which takes half
// of the time.
const brotli = (body: Uint8Array) =>
  promisify(brotliCompress)(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
      [constants.BROTLI_PARAM_LGWIN]: windowBits(body.byteLength),
    },
  })

/** Returns the binary logarithm of the window, within what brotli allows by default. */
const windowBits = (bytes: number) =>
  Math.min(
    Math.max(Math.ceil(Math.log2(bytes + 16)), constants.BROTLI_MIN_WINDOW_BITS),
    constants.BROTLI_DEFAULT_WINDOW,
  )

/** The texts of responses that `withText` created. */
const texts = new WeakMap<Response, string>()

/** Keeps the text of a response for `compressResponse`, which otherwise reads it from a stream: half a millisecond. */
export function withText(response: Response, text: string): Response {
  texts.set(response, text)
  return response
}

const bytesOf = async (response: Response): Promise<Uint8Array<ArrayBuffer>> => {
  const text = texts.get(response)
  return text === undefined ? new Uint8Array(await response.arrayBuffer()) : Buffer.from(text)
}

const encoders = { br: brotli, gzip: promisify(gzip) }
/** The preferred coding first. */
const codings = ['br', 'gzip'] as const

const accepts = (header: string, coding: string) =>
  header.split(',').some((item) => item.trim().startsWith(coding) && !/;\s*q=0(\.0*)?$/.test(item.trim()))

/** Compresses HTML and JSON of this app with brotli, else gzip. */
export const compressResponse: MiddlewareHandler = async (c, next) => {
  await next()
  const { status, headers } = c.res
  const type = headers.get('content-type') ?? ''
  if (!/^(text\/html|application\/json)/.test(type) || headers.has('content-encoding')) return
  headers.append('vary', 'accept-encoding')
  const header = c.req.header('accept-encoding') ?? ''
  const coding = codings.find((name) => accepts(header, name))
  if (coding === undefined || c.req.method === 'HEAD') return
  // The body is read and replaced: cloning a response would cost as much as the rest of a short one.
  const body = await bytesOf(c.res)
  const packed = body.byteLength < MIN_BYTES ? null : await encoders[coding](body)
  if (packed) headers.set('content-encoding', coding)
  headers.delete('content-length')
  // Hono merges headers into a replaced response, so the old one is removed first.
  c.res = undefined
  c.res = new Response(packed ? new Uint8Array(packed) : body, { status, headers })
}
