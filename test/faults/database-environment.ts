import { waitForDirectoryRuns } from '../lib/directory-runs.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { preparePostgres } from '../lib/postgres.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { deskCompany } from './desk-company.ts'
import { signInAll } from './desk-client.ts'

export type DatabaseEnvironment = Awaited<ReturnType<typeof createDatabaseEnvironment>>

/** Starts the product as in production, with a simulated WeCom and its own PostgreSQL that can be stopped and killed. */
export async function createDatabaseEnvironment(staff: readonly number[]) {
  const postgres = await preparePostgres({ durable: true })
  await postgres.start()
  const database = await createTestDatabase(postgres.url, 'desk_database')
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-database-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const simulator = await startSimulator({ appUrl: url, company: deskCompany(staff) })
  const addresses = { port, publicUrl: url, simulatorUrl: simulator.url, dataDir, databaseUrl: database.url }
  const env = productEnvironment({ ...addresses, isProxied: false })
  let product = startProductProcess(env)
  await product.whenReady(url)
  await waitForDirectoryRuns(database)
  await signInAll(database, Date.now())
  return {
    postgres,
    database,
    url,
    lines: () => product.lines,
    /** Restarts the process if it has ended; returns whether it was still running. */
    async isStillRunning(): Promise<boolean> {
      if (product.isRunning()) return true
      product = startProductProcess(env)
      await product.whenReady(url)
      return false
    },
    async stop() {
      await product.stop()
      await simulator.stop()
      await database.drop()
      await postgres.halt()
      postgres.remove()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
