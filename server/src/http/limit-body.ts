import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { TooLargeError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'
import { isCallback } from './callback-paths.ts'

/** Far above any form of ours. */
const MAX_BODY_BYTES = 64 * 1024

const limit = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new TooLargeError('The body is too large')
  },
})

/**
 * On writes only: asking a GET for its body costs three quarters of the throughput. Callbacks have a limit of their own,
 * since an oversized one gets the same answer as a forged one.
 */
export const limitBody = createMiddleware<AppEnv>((c, next) =>
  c.req.method === 'GET' || c.req.method === 'HEAD' || isCallback(c.req.path) ? next() : limit(c, next),
)
