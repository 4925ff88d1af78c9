import type { HonoRequest } from 'hono'
import { createMiddleware } from 'hono/factory'
import { ForeignOriginError, MethodNotAllowedError, NotFoundError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'
import { changesState, isCallback } from './classify-request.ts'

/** Rejects a NUL in the path, which no database or file system accepts. Escapes that are not UTF-8 stay as they are. */
export const rejectNulPath = createMiddleware<AppEnv>((c, next) => {
  if (c.req.path.includes('\0')) throw new NotFoundError()
  return next()
})

/** Refuses a method that API v1 lacks, before the origin is checked: a program sends no origin, and must learn what is wrong. */
export const refuseV1Writes = createMiddleware<AppEnv>((c, next) => {
  if (!/^\/api\/v1(\/|$)/.test(c.req.path) || ['GET', 'HEAD'].includes(c.req.method)) return next()
  c.header('Allow', 'GET, HEAD')
  throw new MethodNotAllowedError()
})

/**
 * Accepts a state-changing request only from the app's own pages: matching `Origin`, an `x-requested-with` header that
 * no HTML form can send, and a JSON body, for which another site would need a CORS preflight that is never answered.
 * Refuses cross-site subresource requests (fetch, image, script) for every method. @throws ForeignOriginError
 */
export const requireOwnOrigin = (publicUrl: string) => {
  const { origin } = new URL(publicUrl)
  return createMiddleware<AppEnv>(async (c, next) => {
    const isOwn = hasOwnOrigin(c.req, origin) && isOwnScriptRequest(c.req)
    const needsOwn = changesState(c.req) && !isCallback(c.req.path)
    if (isCrossSiteSubresource(c.req) || (needsOwn && !isOwn)) throw new ForeignOriginError()
    await next()
  })
}

function hasOwnOrigin(req: HonoRequest, origin: string): boolean {
  const sent = req.header('origin')
  if (sent !== undefined) return sent === origin
  const site = req.header('sec-fetch-site')
  return site === 'same-origin' || site === 'none'
}

const isOwnScriptRequest = (req: HonoRequest) =>
  req.header('x-requested-with') === 'desk' && /^application\/json\s*(;|$)/i.test(req.header('content-type') ?? '')

/** Reads the Sec-Fetch headers. Clients that send none pass; the origin check still applies to them. */
function isCrossSiteSubresource(req: HonoRequest): boolean {
  const site = req.header('sec-fetch-site')
  const mode = req.header('sec-fetch-mode')
  return (site === 'cross-site' || site === 'same-site') && mode !== undefined && mode !== 'navigate'
}
