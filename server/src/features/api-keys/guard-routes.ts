import type { ApiScope } from '@desk/shared/api-keys/api-key-schemas'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { AuthRequiredError } from '../../kernel/app-error.ts'
import type { AppEnv } from '../../http/app-env.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { authenticateApiKey } from './authenticate-api-key.ts'

/** Returns the middleware for routes that require a key with a scope. All these routes share one rate limit per key. */
export function requireApiKey(deps: ReadDeps) {
  const authenticate = authenticateApiKey(deps)
  return (scope: ApiScope) =>
    createMiddleware<AppEnv>(async (c, next) => {
      const { clientAddress: address, clientNetwork: network } = c.var
      const call = { scope, route: calledRoute(c), address, network }
      try {
        c.set('apiScopes', await authenticate(c.req.header('authorization'), call))
      } catch (error) {
        if (error instanceof AuthRequiredError) c.header('WWW-Authenticate', 'Bearer')
        throw error
      }
      await next()
    })
}
export type RequireApiKey = ReturnType<typeof requireApiKey>

/** Format of all ids, and of receipt codes. */
const ID = /^([a-z]{3}_[0-9a-z]{6,32}|[0-9A-Z]{4}-[0-9A-Z]{4})$/

/**
 * Returns the route pattern with ids filled in, for the audit. Other parameters stay placeholders, since a URL can contain
 * any text and audit entries cannot be erased.
 */
const calledRoute = (c: Context): string =>
  Object.entries(c.req.param()).reduce(
    (route, [name, value]) => (ID.test(value) ? route.replace(`:${name}`, value) : route),
    routePath(c),
  )
