import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { NotFoundError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'

/** A year: the names contain a hash of the content. */
const FOREVER = 'public, max-age=31536000, immutable'

/**
 * Serves built assets, already compressed. A missing one is a 404, never the page. `clientDir` null: a server without a
 * web build.
 */
export const assetRoutes = (clientDir: string | null) => {
  const app = new Hono<AppEnv>()
  if (clientDir === null) return app
  return app.get(
    '/assets/*',
    serveStatic({
      root: clientDir,
      precompressed: true,
      onFound: (_path, c) => {
        c.header('cache-control', FOREVER)
        c.header('vary', 'accept-encoding')
      },
    }),
    () => {
      throw new NotFoundError()
    },
  )
}

/**
 * Serves `WW_verify_<token>.txt`, whose content is the token without a newline: WeCom's check that the domain belongs
 * to the company (doc 90313, 85005).
 */
export const verifyFileRoutes = (names: readonly string[]) =>
  new Hono<AppEnv>().get('/:verifyFile{WW_verify_[A-Za-z0-9]+\\.txt}', (c) => {
    const name = c.req.param('verifyFile')
    if (!names.includes(name)) throw new NotFoundError()
    return c.text(name.replace(/^WW_verify_/, '').replace(/\.txt$/, ''))
  })
