import { createMiddleware } from 'hono/factory'
import { StorageFullError } from '../kernel/app-error.ts'
import type { Storage } from '../ports/disk-space.ts'
import type { AppEnv } from './app-env.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Routes that stay available on a full disk: those that end something, and the operator's self-check. */
const GOES_ON = /\/(decision|withdrawal|sign-out|end|revoke|pause|check\/run)$/

/** Refuses writes while disk space is low, before the database runs out of it. @throws StorageFullError */
export const rejectWhenDiskFull = (storage: Storage) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const { method, path } = c.req
    if (harmless.has(method) || !path.startsWith('/api/') || GOES_ON.test(path)) return next()
    if ((await storage.look()).isFull) throw new StorageFullError()
    return next()
  })
