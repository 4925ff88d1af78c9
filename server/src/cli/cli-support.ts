import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError, readDataConfig } from '../config/env.ts'
import { holdsDatabase } from '../db/back-up-data-dir.ts'
import { DataDirOwnerError } from '../db/data-dir-owner.ts'
import { DataDirInUseError } from '../db/lock-data-dir.ts'
import { DataDirFullError } from '../db/open-database.ts'

export const migrationsFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../drizzle')

/** Suppresses the log in commands that print only their result. */
export const quietLog = { info: () => {}, warn: () => {}, error: () => {} }

class NoDatabaseError extends Error {
  override readonly name = 'NoDatabaseError'
  constructor(dir: string) {
    super(
      `There is no embedded database in ${path.resolve(dir)}. Set its folder: DATA_DIR=…, or DATABASE_URL=… for a PostgreSQL.`,
    )
  }
}

/**
 * Returns the location of the data; an embedded database must exist, so that no command creates an empty one.
 * @throws ConfigError, NoDatabaseError
 */
export function readExistingData(env: NodeJS.ProcessEnv): ReturnType<typeof readDataConfig> {
  const config = readDataConfig(env)
  if (config.DATABASE_URL === undefined) requireEmbedded(config.DATA_DIR)
  return config
}

/** @throws NoDatabaseError */
export function requireEmbedded(dataDir: string): void {
  if (!holdsDatabase(dataDir)) throw new NoDatabaseError(dataDir)
}

const forOperators = [NoDatabaseError, ConfigError, DataDirInUseError, DataDirOwnerError, DataDirFullError]

/** Returns one sentence for an error that an operator can fix, and for the deepest cause of any other. */
export function explain(error: unknown): string {
  if (!(error instanceof Error) || forOperators.some((kind) => error instanceof kind))
    return error instanceof Error ? error.message : String(error)
  const cause = deepestCause(error)
  const { code } = cause as Error & { code?: unknown }
  return `${typeof code === 'string' ? `${code}: ` : ''}${cause.message}`
}

const deepestCause = (error: Error): Error => (error.cause instanceof Error ? deepestCause(error.cause) : error)
