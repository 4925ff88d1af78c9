import { UPLOAD_MAX_BYTES } from '@desk/shared/comments/comment-schemas'
import { isStorable } from '@desk/shared/kernel/plain-text'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { EncodedBodyError, InvalidInputError, TooLargeError } from '../kernel/app-error.ts'
import { parseJson } from '../kernel/parse-json.ts'
import type { AppEnv } from './app-env.ts'
import { changesState, isCallback } from './classify-request.ts'

/** Maximum nesting: deeper than any body that this app reads. */
const MAX_DEPTH = 32

/**
 * Matches strings, each with the colon that makes it a key, and brackets. Linear on valid JSON, in which every string
 * ends.
 */
const TOKENS = /("(?:[^"\\]|\\.)*")\s*(:)?|[{}[\]]/g

type JsonFault = 'json.malformed' | 'json.too_deep' | 'json.duplicate_key' | 'json.forbidden_key' | 'json.text'

/** Returns the value of a body, or its first fault. */
export function parseBody(text: string): { value: unknown } | { fault: JsonFault } {
  const value = parseJson(text)
  const fault = value === undefined ? 'json.malformed' : faultOf(text)
  return fault === null ? { value } : { fault }
}

/**
 * Returns a fault of a text that `JSON.parse` accepts: duplicate keys, of which two readers may use different ones,
 * `__proto__`, text that cannot be stored, or excessive depth. Null: none.
 */
function faultOf(text: string): JsonFault | null {
  const open: Set<string>[] = []
  for (const [token, string, colon] of text.matchAll(TOKENS)) {
    if (string !== undefined) {
      const fault = stringFault(textOf(string), colon === undefined ? null : open.at(-1))
      if (fault) return fault
    } else if (token === '{' || token === '[') {
      if (open.push(new Set()) > MAX_DEPTH) return 'json.too_deep'
    } else open.pop()
  }
  return null
}

/** Returns the text of a valid JSON string: nearly all have no escapes, and are not parsed a second time. */
const textOf = (string: string): string =>
  string.includes('\\') ? (JSON.parse(string) as string) : string.slice(1, -1)

/** Checks one string. `keys` are those of the object so far, which a new key is added to; null for a value. */
function stringFault(text: string, keys: Set<string> | null | undefined): JsonFault | null {
  if (!isStorable(text)) return 'json.text'
  if (!keys) return null
  if (text === '__proto__') return 'json.forbidden_key'
  if (keys.has(text)) return 'json.duplicate_key'
  keys.add(text)
  return null
}

/**
 * Checks that every body is UTF-8 JSON without duplicate keys that the database can store. Compressed bodies are
 * refused: no client of this app sends one, and a small one may be a decompression bomb. Runs after the size limit.
 */
export const strictJson = createMiddleware<AppEnv>(async (c, next) => {
  if (!changesState(c.req) || isCallback(c.req.path)) return next()
  const coding = c.req.header('content-encoding') ?? 'identity'
  if (coding.toLowerCase() !== 'identity') throw new EncodedBodyError()
  const body = await c.req.arrayBuffer()
  // A command without parameters has no body.
  if (body.byteLength === 0) return next()
  const parsed = readJson(body)
  if ('fault' in parsed)
    throw new InvalidInputError('The body is not acceptable JSON', [{ path: '', code: parsed.fault }])
  // Handlers read what was checked. Hono would decode the bytes and parse the text again.
  Object.assign(c.req.bodyCache, { text: Promise.resolve(parsed.text) })
  Object.assign(c.req, { json: () => Promise.resolve(parsed.value) })
  return next()
})

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function readJson(body: ArrayBuffer): { text: string; value: unknown } | { fault: JsonFault } {
  try {
    const text = decoder.decode(body)
    return { text, ...parseBody(text) }
  } catch {
    return { fault: 'json.text' }
  }
}

/** Maximum size of a body: larger than most forms of this app. */
const MAX_BODY_BYTES = 64 * 1024
/** A file in base64, and its name. Also larger than the longest policy, and than a list of 2,000 people with reasons. */
export const MAX_UPLOAD_BYTES = Math.ceil(UPLOAD_MAX_BYTES / 3) * 4 + 1024
const largePaths = [
  'attachments',
  'joiners/(check|batches)',
  'joiners/batches/acb_ID/decision',
  'groups/grp_ID/review',
  'settings/policies',
  'settings/policies/pol_ID/(files|draft|preview)',
  'incidents',
  'incidents/unnamed(/reply)?',
  'incidents/inc_ID/messages',
]
const LARGE_PATH = new RegExp(`^/api/(${largePaths.join('|').replaceAll('ID', '[0-9a-z]{6,32}')})$`)

function limitOf(maxSize: number): MiddlewareHandler<AppEnv> {
  const onError = () => {
    throw new TooLargeError()
  }
  const counted = bodyLimit({ maxSize, onError })
  return (c, next) => {
    const length = contentLengthOf(c)
    if (length === null) return counted(c, next)
    return length > maxSize ? onError() : next()
  }
}

/**
 * Returns the content length, which Node's parser enforces. Hono's own limit reads the body as a stream, which is the
 * largest cost of a body.
 */
function contentLengthOf({ req }: Context): number | null {
  const length = req.header('content-length')
  return length === undefined || req.header('transfer-encoding') !== undefined ? null : Number(length)
}
const limit = limitOf(MAX_BODY_BYTES)
const uploadLimit = limitOf(MAX_UPLOAD_BYTES)

/**
 * Limits the body of writes; reading the body of a GET would cost three quarters of the throughput. Callbacks have a
 * separate limit, since an oversized one gets the same response as a forged one.
 */
export const limitBody = createMiddleware<AppEnv>((c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || isCallback(c.req.path)) return next()
  return (LARGE_PATH.test(c.req.path) ? uploadLimit : limit)(c, next)
})
