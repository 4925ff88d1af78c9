import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Log } from '../ports/log.ts'
import type { OpenDatabase } from './database.ts'
import { lockDataDir } from './lock-data-dir.ts'
import { openEmbedded } from './open-embedded.ts'
import { freeBytesOf } from './watch-storage.ts'
import { openPostgres } from './open-postgres.ts'
import { retryOnLostRace } from './retry-transaction.ts'

type Options = { url?: string | undefined; dataDir: string; migrationsFolder: string; log: Log }

const MEGABYTE = 1024 * 1024
/** The database's crash recovery first writes a segment of the write-ahead log, and crashes without space for it. */
const NEEDED_TO_START_BYTES = 32 * MEGABYTE

export class DataDirFullError extends Error {
  override readonly name = 'DataDirFullError'
  constructor(dir: string, freeBytes: number) {
    const [left, needed] = [freeBytes, NEEDED_TO_START_BYTES].map((bytes) => Math.floor(bytes / MEGABYTE))
    super(`The disk of ${dir} is full: ${left} MB left, ${needed} MB needed to start. Make room and start again.`)
  }
}

/** Opens PostgreSQL when an address is given, otherwise PGlite in the data folder, locked by this process. */
export async function openDatabase({ url, dataDir, migrationsFolder, log }: Options): Promise<OpenDatabase> {
  if (url !== undefined) {
    const server = openPostgres(url, migrationsFolder, (err) => log.warn({ err }, 'a database connection broke'))
    return { ...server, db: retryOnLostRace(server.db) }
  }
  const lock = await lockDataDir(dataDir)
  try {
    const folder = path.join(path.resolve(dataDir), 'pglite')
    const freeBytes = await freeBytesOf(dataDir)
    if (freeBytes < NEEDED_TO_START_BYTES) throw new DataDirFullError(dataDir, freeBytes)
    await createCluster(folder)
    const database = await openEmbedded(migrationsFolder, folder)
    return {
      ...database,
      async close() {
        await database.close()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/**
 * Initializes the database in a child process: the first start needs about 800 MB, which a process does not return. The
 * next start can complete the work of a killed child.
 */
async function createCluster(folder: string): Promise<void> {
  if (existsSync(path.join(folder, 'PG_VERSION'))) return
  const script =
    'const { PGlite } = await import(process.argv[1]); const db = new PGlite(process.argv[2]); await db.waitReady; await db.close()'
  const args = ['--input-type=module', '-e', script, import.meta.resolve('@electric-sql/pglite'), folder]
  await promisify(execFile)(process.execPath, args)
}
