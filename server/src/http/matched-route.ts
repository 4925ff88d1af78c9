import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

const isMiddleware = (path: string) => path.endsWith('*')

/**
 * Returns the pattern of the route that answers, such as `/api/requests/:id`, also when a middleware refused the request
 * before the route ran. `(none)`: no route has this path. The path itself may contain ids and is unbounded.
 */
export function matchedRoute(c: Context): string {
  const routes = matchedRoutes(c)
  const answering = routes[c.req.routeIndex]?.path
  if (answering !== undefined && !isMiddleware(answering)) return answering
  return routes.find(({ path }) => !isMiddleware(path))?.path ?? '(none)'
}

/** Returns the method, or `other`: a client may send any word as the method. */
export const boundedMethod = ({ req }: Context): string => (METHODS.has(req.method) ? req.method : 'other')
