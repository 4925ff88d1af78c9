import { createMiddleware } from 'hono/factory'
import type { Deps } from '../kernel/deps.ts'
import type { AppEnv } from './app-env.ts'

/**
 * Assigns a request id for the log and the `X-Request-Id` response header. Ignores an id sent by the client, since it
 * would be written to the log.
 */
export const assignRequestId = ({ ids }: Pick<Deps, 'ids'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const requestId = ids.next('event')
    c.set('requestId', requestId)
    await next()
    c.res.headers.set('X-Request-Id', requestId)
  })
