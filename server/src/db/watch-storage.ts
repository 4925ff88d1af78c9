import { statfs } from 'node:fs/promises'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Storage } from '../ports/disk-space.ts'
import { isDatabaseLost, isStorageFull } from './errors.ts'

/** Below this the embedded database takes nothing new: its log grows in pieces of 16 MB, and without one it is gone. */
const LOW_WATER_BYTES = 64 * 1024 * 1024
/** A database elsewhere is taken for full this long after it last said so. */
const FULL_FOR_MS = 30_000

type Options = {
  /** Where the embedded database lies; null when the database is a server. */
  dataDir: string | null
  clock: Clock
  log: Log
  /** The embedded database fell over for want of room, and answers no more. */
  onLost: () => void
}

/** Watches the room for the database: by looking at the disk where it is ours, and by what the database says. */
export function watchStorage({ dataDir, clock, log, onLost }: Options): { storage: Storage; log: Log } {
  let refusedAt = Number.NEGATIVE_INFINITY
  const note = (error: unknown) => {
    if (!isStorageFull(error)) return
    refusedAt = clock.now().getTime()
    if (dataDir !== null && isDatabaseLost(error)) onLost()
  }
  /** Whoever meets an error writes it down, so that this is where all of them come by. */
  const noting =
    (level: keyof Log) =>
    (fields: Record<string, unknown>, message: string): void => {
      log[level](fields, message)
      note(fields['err'])
    }
  return {
    log: { info: noting('info'), warn: noting('warn'), error: noting('error') },
    storage: {
      async look() {
        const freeBytes = dataDir === null ? null : await freeBytesOf(dataDir)
        const isRefused = clock.now().getTime() - refusedAt < FULL_FOR_MS
        return { isFull: freeBytes === null ? isRefused : freeBytes < LOW_WATER_BYTES, freeBytes }
      },
    },
  }
}

export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
