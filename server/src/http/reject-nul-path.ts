import { createMiddleware } from 'hono/factory'
import { NotFoundError } from '../kernel/app-error.ts'
import type { AppEnv } from './app-env.ts'

/** Rejects a NUL in the path, which no database or file system accepts. Escapes that are not UTF-8 stay as they are. */
export const rejectNulPath = createMiddleware<AppEnv>((c, next) => {
  if (c.req.path.includes('\0')) throw new NotFoundError()
  return next()
})
