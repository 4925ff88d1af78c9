import { waitForDirectoryRuns } from '../lib/directory-runs.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChildProgram, startChildProgram } from '../lib/child-program.ts'
import { freePort } from '../lib/free-port.mjs'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'
import { createMovableClock, TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import type { Company } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { createDeskClient, signInAll } from './desk-client.ts'
import type { ServerCommand, ServerProcessOptions } from './server.process.ts'

const TIMEOUT_MS = 600_000
const UNDO_MS = 60_000

export type RaceEnvironment = Awaited<ReturnType<typeof createRaceEnvironment>>

/**
 * Creates two instances on one PostgreSQL whose outbox is paused: decisions take effect after the races, in
 * `executeEffects`.
 */
export async function createRaceEnvironment(databaseServer: string, company: Company) {
  const database = await createTestDatabase(databaseServer, `desk_races_${String(process.pid)}`)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-races-'))
  const clock = createMovableClock(TUESDAY_MORNING)
  const offset = () => clock.nowMs() - Date.now()
  const simulator = await startSimulator({ appUrl: 'http://127.0.0.1:9', clock, company, callbacks: null })
  const ports = [await freePort(), await freePort()]
  const instances: ChildProgram<unknown>[] = []
  const pauseOutbox = (isPaused: boolean) =>
    database.query(
      `insert into settings (key, value, version, changed_by, changed_at)
       values ('outbox.paused', '${String(isPaused)}', 1, 'run', clock_timestamp())
       on conflict (key) do update set value = excluded.value`,
    )

  return {
    database,
    state: simulator.simulator.context.state,
    client: createDeskClient(simulator.gatewayUrl),
    urls: ports.map((port) => `http://127.0.0.1:${String(port)}`),
    async start() {
      for (const port of ports) {
        const addresses = {
          port,
          publicUrl: simulator.gatewayUrl,
          simulatorUrl: simulator.url,
          dataDir,
          databaseUrl: database.url,
          isProxied: false,
        }
        const options: ServerProcessOptions = { addresses, killAt: null, clockOffsetMs: offset(), undoMs: UNDO_MS }
        instances.push(await startChildProgram('faults-server', options))
        await waitForDirectoryRuns(database)
      }
      await pauseOutbox(true)
      await signInAll(database, clock.nowMs())
    },
    /**
     * Executes the jobs of `topic` after the undo window. Messages are skipped: their daily limits would delay them until the
     * next mornings, and other runs cover them.
     */
    async executeEffects(topic: string) {
      await database.query(
        `update outbox set done_at = clock_timestamp() where topic <> '${topic}' and done_at is null and dead_at is null`,
      )
      clock.advance(UNDO_MS + 1000)
      const command: ServerCommand = { clockOffsetMs: offset() }
      for (const instance of instances) instance.send(command)
      await pauseOutbox(false)
      const countPending = async () => {
        const [row] = await database.query<{ count: number }>(
          `select count(*)::int as count from outbox where topic = '${topic}' and done_at is null and dead_at is null`,
        )
        return row?.count ?? 0
      }
      await until('the end of all effects', async () => (await countPending()) === 0 || null, TIMEOUT_MS)
    },
    async stop() {
      await Promise.all(instances.map((instance) => instance.stop()))
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
