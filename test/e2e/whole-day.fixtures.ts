import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChildProgram } from '../lib/child-program.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createSimulatorClient } from '../lib/simulator-client.ts'
import { createTestDatabase, type TestDatabase } from '../lib/test-database.ts'
import type { Stack } from '../demo/start-stack.ts'
import { expect, test as base } from './fixtures.ts'

/** A Friday at ten. The Saturday is a working day in exchange for a holiday; the Sunday is a day off. */
const FRIDAY_MORNING = '2026-05-08T02:00:00.000Z'

export type Cluster = Omit<Stack, 'stop'> & {
  database: TestDatabase
  dataDir: string
  /** Ends that instance with the signal and waits until it is restarted. */
  restart(which: 0 | 1, how: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Starts two instances of the built product on one PostgreSQL: `databaseServer`, or else one that is started for them. */
export const test = base.extend<object, { cluster: Cluster }>({
  cluster: [
    async ({ databaseServer }, use) => {
      const own = databaseServer === undefined ? await startPostgres() : null
      const server = databaseServer ?? own?.url ?? ''
      const database = await createTestDatabase(server, `desk_day_${String(process.pid)}`)
      const dataDir = mkdtempSync(join(tmpdir(), 'desk-day-'))
      const options = { databaseUrl: database.url, dataDir, startAt: FRIDAY_MORNING }
      const program = await startChildProgram<Omit<Stack, 'stop'>>('demo-cluster', options)
      const { appUrl } = program.ready
      const restart: Cluster['restart'] = async (which, how) => {
        const { status } = await fetch(`${appUrl}/__cluster__/restart/${String(which)}/${how}`, { method: 'POST' })
        if (status !== 204) throw new Error(`the instance did not come back: ${String(status)}`)
      }
      await use({ ...program.ready, database, dataDir, restart })
      await program.stop()
      await database.drop()
      await own?.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 900_000 },
  ],
  stack: async ({ cluster }, use) => use({ ...cluster, simulator: createSimulatorClient(cluster.simulatorUrl) }),
})

export { expect }
