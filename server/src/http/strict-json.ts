import { createMiddleware } from 'hono/factory'
import { EncodedBodyError, InvalidInputError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'
import { isCallback } from './callback-paths.ts'
import { type JsonFault, jsonFault } from './check-json.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Checks that every body is UTF-8 JSON without duplicate keys that the database can store. Compressed bodies are
 * refused: no client of this app sends one, and a small one may be a decompression bomb. Runs after the size limit.
 */
export const strictJson = createMiddleware<AppEnv>(async (c, next) => {
  if (safeMethods.has(c.req.method) || isCallback(c.req.path)) return next()
  const coding = c.req.header('content-encoding') ?? 'identity'
  if (coding.toLowerCase() !== 'identity') throw new EncodedBodyError()
  // Read once: Hono passes these bytes to handlers that read the JSON.
  const fault = faultOf(await c.req.arrayBuffer())
  if (fault) throw new InvalidInputError('The body is not acceptable JSON', [{ path: '', code: fault }])
  return next()
})

function faultOf(body: ArrayBuffer): JsonFault | null {
  // Commands without parameters.
  if (body.byteLength === 0) return null
  try {
    return jsonFault(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body))
  } catch {
    return 'json.text'
  }
}
