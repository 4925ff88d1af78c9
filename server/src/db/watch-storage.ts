import { statfs } from 'node:fs/promises'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Storage } from '../ports/storage.ts'
import { isDatabaseLost, isStorageFull } from './errors.ts'

/**
 * Below this the embedded database refuses writes: its log grows in pieces of 16 MB, and it crashes without space for
 * one.
 */
const LOW_WATER_BYTES = 64 * 1024 * 1024
/** How long a database server counts as full after its last report. */
const FULL_FOR_MS = 30_000

type Options = {
  /** Folder of the embedded database; null when the database is a server. */
  dataDir: string | null
  clock: Clock
  log: Log
  /** The embedded database crashed for lack of space and no longer responds. */
  onLost: () => void
}

/** Watches the space of the database: by the disk where it is local, and by the errors of the database. */
export function watchStorage({ dataDir, clock, log, onLost }: Options): { storage: Storage; log: Log } {
  let refusedAt = Number.NEGATIVE_INFINITY
  const noteFailure = (error: unknown) => {
    if (!isStorageFull(error)) return
    refusedAt = clock.now().getTime()
    if (dataDir !== null && isDatabaseLost(error)) onLost()
  }
  /** Detects a full disk from logged errors, since every error is logged. */
  const logWith =
    (level: keyof Log) =>
    (fields: Record<string, unknown>, message: string): void => {
      log[level](fields, message)
      noteFailure(fields['err'])
    }
  return {
    log: { info: logWith('info'), warn: logWith('warn'), error: logWith('error') },
    storage: {
      async status() {
        const freeBytes = dataDir === null ? null : await freeBytesOf(dataDir)
        const isRefused = clock.now().getTime() - refusedAt < FULL_FOR_MS
        return { isFull: freeBytes === null ? isRefused : freeBytes < LOW_WATER_BYTES, freeBytes }
      },
    },
  }
}

/** Returns the number of bytes that this process can still write to the disk of the folder. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
