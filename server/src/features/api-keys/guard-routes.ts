import type { ApiScope } from '@desk/shared/settings/api-key-schemas'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { AppEnv } from '../../http/app-env.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { authenticateApiKey } from './admit-key.ts'

/** The middleware of routes that a key of a scope may call, all of which share one count of calls. */
export function requireApiKey(deps: ReadDeps) {
  const admit = authenticateApiKey(deps)
  return (scope: ApiScope) =>
    createMiddleware<AppEnv>(async (c, next) => {
      await admit(c.req.header('authorization'), scope, calledRoute(c))
      await next()
    })
}
export type RequireApiKey = ReturnType<typeof requireApiKey>

/** What an id looks like, of whatever it is. */
const ID = /^[a-z]{3}_[0-9a-z]{6,32}$/

/** The route, with the ids in it. It goes on record for good, and an address may hold any text of any length. */
const calledRoute = (c: Context): string =>
  Object.entries(c.req.param()).reduce(
    (route, [name, value]) => (ID.test(value) ? route.replace(`:${name}`, value) : route),
    routePath(c),
  )
