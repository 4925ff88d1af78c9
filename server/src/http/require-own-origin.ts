import type { HonoRequest } from 'hono'
import { createMiddleware } from 'hono/factory'
import { ForeignOriginError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'
import { isCallback } from './callback-paths.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A change is accepted from our own pages only: right origin, a header that no form can send, and JSON, which another
 * site could only send after a preflight that nobody answers. And whatever another site asks for without anybody going
 * there (a fetch, a picture, a frame) is refused, so that no page in the world makes its visitors' browsers work on us.
 */
export const requireOwnOrigin = (publicUrl: string) => {
  const { origin } = new URL(publicUrl)
  return createMiddleware<AppEnv>(async (c, next) => {
    const asks = !harmless.has(c.req.method) && !isCallback(c.req.path)
    if (isErrandOfAnotherSite(c.req)) throw new ForeignOriginError()
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

/** By what the browser says of it. Old WebViews and programs say nothing, and go on to the next guard. */
function isErrandOfAnotherSite(req: HonoRequest): boolean {
  const site = req.header('sec-fetch-site')
  const mode = req.header('sec-fetch-mode')
  return (site === 'cross-site' || site === 'same-site') && mode !== undefined && mode !== 'navigate'
}
