import type { HonoRequest } from 'hono'
import { createMiddleware } from 'hono/factory'
import { ForeignOriginError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'
import { isCallback } from './callback-paths.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A change is accepted from our own pages only: right origin, a header that no form can send, and JSON, which another
 * site could only send after a preflight that nobody answers.
 */
export const ownOriginOnly = (publicUrl: string) => {
  const { origin } = new URL(publicUrl)
  return createMiddleware<AppEnv>(async (c, next) => {
    const asks = !harmless.has(c.req.method) && !isCallback(c.req.path)
    if (asks && !(isFromHere(c.req, origin) && isOurScript(c.req))) throw new ForeignOriginError()
    await next()
  })
}

function isFromHere(req: HonoRequest, origin: string): boolean {
  const given = req.header('origin')
  if (given !== undefined) return given === origin
  const site = req.header('sec-fetch-site')
  return site === 'same-origin' || site === 'none'
}

const isOurScript = (req: HonoRequest) =>
  req.header('x-requested-with') === 'desk' && /^application\/json\s*(;|$)/i.test(req.header('content-type') ?? '')
