import { UPLOAD_MAX_BYTES } from '@desk/shared/comments/comment-schemas'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { TooLargeError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'
import { isCallback } from './callback-paths.ts'

/** Far above any form of this app. */
const MAX_BODY_BYTES = 64 * 1024
/** A file in base64, and its name. */
const MAX_UPLOAD_BYTES = Math.ceil(UPLOAD_MAX_BYTES / 3) * 4 + 1024
const UPLOAD_PATH = /^\/api\/(attachments|settings\/policies\/pol_[0-9a-z]{6,32}\/files)$/

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
  return (UPLOAD_PATH.test(c.req.path) ? uploadLimit : limit)(c, next)
})
