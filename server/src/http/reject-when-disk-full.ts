import { createMiddleware } from 'hono/factory'
import { StorageFullError } from '../kernel/app-error.ts'
import type { Storage } from '../ports/disk-space.ts'
import type { AppEnv } from './app-env.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Routes that stay available on a full disk: those that end something, and the operator's self-check. */
const ALLOWED_WHEN_FULL = /\/(decision|withdrawal|sign-out|end|revoke|pause|check\/run)$/

/** Refuses writes while disk space is low, before the database runs out of it. @throws StorageFullError */
export const rejectWhenDiskFull = (storage: Storage) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const { method, path } = c.req
    if (safeMethods.has(method) || !path.startsWith('/api/') || ALLOWED_WHEN_FULL.test(path)) return next()
    if ((await storage.look()).isFull) throw new StorageFullError()
    return next()
  })
