import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { TooLargeError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'

/** Far above any form of ours and any callback of WeCom. */
const MAX_BODY_BYTES = 64 * 1024

const limit = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new TooLargeError('The body is too large')
  },
})

/** On writes only: asking a GET for its body costs three quarters of the throughput. */
export const limitBody = createMiddleware<AppEnv>((c, next) =>
  c.req.method === 'GET' || c.req.method === 'HEAD' ? next() : limit(c, next),
)
