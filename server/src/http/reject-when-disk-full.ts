import { createMiddleware } from 'hono/factory'
import { StorageFullError } from '../kernel/app-error.ts'
import type { Storage } from '../ports/disk-space.ts'
import type { AppEnv } from './app-env.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])
/** What ends something, and what shows an operator how things are, goes on with the last room there is. */
const GOES_ON = /\/(decision|withdrawal|sign-out|end|revoke|pause|check\/run)$/

/** Refuses new things before the disk is so full that the database could not keep what it has. */
export const rejectWhenDiskFull = (storage: Storage) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const { method, path } = c.req
    if (harmless.has(method) || !path.startsWith('/api/') || GOES_ON.test(path)) return next()
    if ((await storage.look()).isFull) throw new StorageFullError()
    return next()
  })
