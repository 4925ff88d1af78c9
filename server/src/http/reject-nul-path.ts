import { createMiddleware } from 'hono/factory'
import { NotFoundError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'

/** Nothing has an address with NUL in it, and no database or file system takes one. Escapes that are no UTF-8 stay as they are. */
export const plainPath = createMiddleware<AppEnv>((c, next) => {
  if (c.req.path.includes('\0')) throw new NotFoundError()
  return next()
})
