import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { explainFailure } from './adapters/explain-failure.ts'
import { ConfigError, readConfig, unknownSettings } from './config/env.ts'
import { dropPrivilegesToOwner, DataDirOwnerError } from './db/data-dir-owner.ts'
import { DataDirInUseError } from './db/lock-data-dir.ts'
import { DataDirFullError } from './db/open-database.ts'
import { DatabaseEncodingError, MigrationNotAllowedError } from './db/pending-migrations.ts'
import { startServer } from './composition/start-server.ts'

const distDir = path.dirname(fileURLToPath(import.meta.url))

const operatorErrors = [
  ConfigError,
  DataDirInUseError,
  DataDirOwnerError,
  DataDirFullError,
  DatabaseEncodingError,
  MigrationNotAllowedError,
]

/** Returns what keeps the server from starting, and what to do. */
function explain(error: unknown): string {
  if (operatorErrors.some((errorClass) => error instanceof errorClass)) return (error as Error).message
  if (!(error instanceof Error)) return 'The server could not start'
  const advice = explainFailure(error, process.env['METRICS_PORT'])
  return `The server could not start.\n${advice ?? error.stack ?? error.message}`
}

try {
  const config = readConfig(process.env)
  for (const name of unknownSettings(process.env))
    console.error(`${name} is no setting of this release and is ignored; docs/configuration.md lists them.`)
  dropPrivilegesToOwner(config.DATA_DIR)
  const server = await startServer({
    config,
    migrationsFolder: path.join(distDir, '../drizzle'),
    webDir: path.join(distDir, '../../web/dist'),
    onDatabaseLost() {
      console.error(
        `The disk of ${process.env['DATA_DIR'] ?? './data'} is full. Make room, then start again; nothing is lost.`,
      )
      process.exit(1)
    },
    onRestored() {
      console.error(
        'The database was restored from an older backup while the server ran. The server stops: start it again.',
      )
      stop(1)
    },
  })
  let isStopping = false
  function stop(status: number) {
    // A second signal ends the process at once.
    if (isStopping) process.exit(1)
    isStopping = true
    void server.stop().then(() => process.exit(status))
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => stop(0))
} catch (error) {
  console.error(explain(error))
  // What was opened before the failure, such as the worker, would keep the process alive.
  process.exit(1)
}
