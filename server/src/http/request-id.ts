import { createMiddleware } from 'hono/factory'
import type { Deps } from '../kernel/deps.ts'
import type { AppEnv } from './app-env.ts'

/** Names the request in log and answer. A name sent by the client is not taken over: it would write our log. */
export const assignRequestId = ({ ids }: Pick<Deps, 'ids'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const requestId = ids.next('event')
    c.set('requestId', requestId)
    await next()
    c.res.headers.set('X-Request-Id', requestId)
  })
