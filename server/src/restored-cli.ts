import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from './adapters/system-clock.ts'
import { ConfigError, readDataConfig } from './config/env.ts'
import { DataDirInUseError } from './db/lock-data-dir.ts'
import { DataDirFullError, openDatabase } from './db/open-database.ts'
import { declareRestored, type Declared } from './features/restore/declare-restored.ts'

const migrationsFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../drizzle')
const USAGE = `Usage: npm run restored
Says that the database was brought back from a backup. Run it after restoring and before the server starts.`
const quiet = { info: () => {}, warn: () => {}, error: () => {} }

class NoDatabaseError extends Error {}

async function declare(): Promise<Declared> {
  const { DATABASE_URL, DATA_DIR } = readDataConfig(process.env)
  if (DATABASE_URL === undefined && !existsSync(path.join(DATA_DIR, 'pglite', 'PG_VERSION')))
    throw new NoDatabaseError(`There is no embedded database in ${path.resolve(DATA_DIR)}.`)
  const database = await openDatabase({ url: DATABASE_URL, dataDir: DATA_DIR, migrationsFolder, log: quiet })
  try {
    await database.migrate()
    return await declareRestored({ db: database.db, clock: systemClock }, 'declared')
  } finally {
    await database.close()
  }
}

async function run(args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    console.error(USAGE)
    return 2
  }
  try {
    const { sessions, links } = await declare()
    console.log(`Sending is paused. Ended ${String(sessions)} sign-ins, voided ${String(links)} one-time links.`)
    console.log(
      'Start the server: it asks WeCom about everything that is owed and sends nothing. Then look at 设置 → 投递, and resume there.',
    )
    return 0
  } catch (error) {
    const isForOperator =
      error instanceof NoDatabaseError ||
      error instanceof ConfigError ||
      error instanceof DataDirInUseError ||
      error instanceof DataDirFullError
    console.error(isForOperator ? error.message : error)
    return 2
  }
}

process.exitCode = await run(process.argv.slice(2))
