import { createMiddleware } from 'hono/factory'
import { EncodedBodyError, InvalidInputError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'
import { isCallback } from './callback-paths.ts'
import { type JsonFault, jsonFault } from './check-json.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Every body that a handler reads was UTF-8, said everything once, and fits a database. A packed body is not unpacked:
 * nothing of ours sends one, and a small one may be a bomb. After the limit, so that only little is ever looked at.
 */
export const strictJson = createMiddleware<AppEnv>(async (c, next) => {
  if (harmless.has(c.req.method) || isCallback(c.req.path)) return next()
  const coding = c.req.header('content-encoding') ?? 'identity'
  if (coding.toLowerCase() !== 'identity') throw new EncodedBodyError()
  // Read once: Hono hands these bytes to whoever asks for the JSON.
  const fault = faultOf(await c.req.arrayBuffer())
  if (fault) throw new InvalidInputError('The body is no JSON that we take', [{ path: '', code: fault }])
  return next()
})

function faultOf(body: ArrayBuffer): JsonFault | null {
  // Acts without anything to say.
  if (body.byteLength === 0) return null
  try {
    return jsonFault(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body))
  } catch {
    return 'json.text'
  }
}
