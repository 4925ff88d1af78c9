import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { deepestCause, explainFailure } from '../adapters/explain-failure.ts'
import { ConfigError, readDataConfig } from '../config/env.ts'
import type { OpenDatabase } from '../db/database.ts'
import { holdsDatabase } from '../db/back-up-data-dir.ts'
import { DataDirOwnerError, dropPrivilegesToOwner } from '../db/data-dir-owner.ts'
import { DataDirInUseError } from '../db/lock-data-dir.ts'
import { DataDirFullError, openDatabase } from '../db/open-database.ts'
import { DatabaseEncodingError, MigrationNotAllowedError } from '../db/pending-migrations.ts'

/** The migrations, beside the folder of the built programs. */
export const migrationsFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../drizzle')

/** Suppresses the log in commands that print only their result. */
export const silentLog = { info: () => {}, warn: () => {}, error: () => {} }

class NoDatabaseError extends Error {
  override readonly name = 'NoDatabaseError'
  constructor(dir: string) {
    super(
      `There is no embedded database in ${path.resolve(dir)}. Set its folder: DATA_DIR=…, or DATABASE_URL=… for PostgreSQL.`,
    )
  }
}

/**
 * Runs `work` on the configured database, as the owner of its folder. An embedded database must exist, so that no
 * command creates an empty one.
 *
 * @throws the errors of `operatorErrors`
 */
export async function withExistingDatabase<Result>(
  work: (database: OpenDatabase, dataDir: string) => Promise<Result>,
): Promise<Result> {
  const { DATABASE_URL, DATA_DIR } = readDataConfig(process.env)
  if (DATABASE_URL === undefined) requireEmbedded(DATA_DIR)
  dropPrivilegesToOwner(DATA_DIR)
  const database = await openDatabase({ url: DATABASE_URL, dataDir: DATA_DIR, migrationsFolder, log: silentLog })
  try {
    return await work(database, DATA_DIR)
  } finally {
    await database.close()
  }
}

/** Checks that the folder holds an embedded database. @throws NoDatabaseError */
export function requireEmbedded(dataDir: string): void {
  if (!holdsDatabase(dataDir)) throw new NoDatabaseError(dataDir)
}

/** Errors whose message tells operators what to do. */
const operatorErrors = [
  NoDatabaseError,
  ConfigError,
  DataDirInUseError,
  DataDirOwnerError,
  DataDirFullError,
  DatabaseEncodingError,
  MigrationNotAllowedError,
]

type Command = {
  usage: string
  /** One pattern per argument. The pattern of an argument that may be left out accepts the empty text. Null: `run` reads them. */
  arguments: readonly RegExp[] | null
  run(...args: string[]): Promise<number>
  onFailure?: string
}

/** Runs the program's command and sets its exit status: 2 for wrong arguments or a failure, which is printed. */
export async function runCommand({ usage, arguments: expected, run, onFailure }: Command): Promise<void> {
  const args = process.argv.slice(2)
  process.exitCode = 2
  const areArgumentsValid =
    expected === null ||
    (args.length <= expected.length && expected.every((pattern, index) => pattern.test(args[index] ?? '')))
  if (!areArgumentsValid) {
    console.error(usage)
    return
  }
  try {
    process.exitCode = await run(...args)
  } catch (error) {
    console.error(explain(error))
    if (onFailure !== undefined) console.error(onFailure)
  }
}

/** Returns what failed and what to do. */
function explain(error: unknown): string {
  if (!(error instanceof Error) || operatorErrors.some((ErrorClass) => error instanceof ErrorClass))
    return error instanceof Error ? error.message : String(error)
  const { code, message } = deepestCause(error)
  return explainFailure(error) ?? `${typeof code === 'string' ? `${code}: ` : ''}${message}`
}
