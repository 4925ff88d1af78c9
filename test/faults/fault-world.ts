import { startChildProgram, type ChildProgram } from '../lib/child-program.ts'
import { whenDirectoryIsRead } from '../lib/directory-read.ts'
import { freePort } from '../lib/free-port.mjs'
import { simulatorClient } from '../lib/simulator-client.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/until.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createMovableClock, TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import type { KillAt, ServerOrder, ServerProcessOptions } from './server.process.ts'

export type FaultWorld = Awaited<ReturnType<typeof createFaultWorld>>

/**
 * Simulator and gateway here, the server in a process that may be killed, on a PostgreSQL database of its own. A killed
 * server is started again at once, on the same port, and is not killed a second time.
 */
export async function createFaultWorld(databaseServer: string, name: string) {
  const database = await createTestDatabase(databaseServer, name)
  const port = await freePort()
  const appUrl = `http://127.0.0.1:${port}`
  const clock = createMovableClock(TUESDAY_MORNING)
  const clockOffsetMs = clock.nowMs() - Date.now()
  const simulator = await startSimulator({ appUrl, clock, pageDir: pathInRepository('test/wecom-simulator/page') })
  const addresses = {
    port,
    publicUrl: simulator.gatewayUrl,
    simulatorUrl: simulator.url,
    dataDir: pathInRepository('test/dist/faults-data'),
    databaseUrl: database.url,
    isProxied: true,
  }
  let current: ChildProgram<unknown> | null = null
  let kills = 0

  const run = async (): Promise<void> => {
    const options: ServerProcessOptions = { addresses, killAt: null, clockOffsetMs }
    current = await startChildProgram('faults-server', options)
  }
  const restart = async (): Promise<void> => {
    kills += 1
    await run()
  }
  let restarted: Promise<void> = Promise.resolve()

  return {
    gatewayUrl: simulator.gatewayUrl,
    simulator: simulatorClient(simulator.url),
    database,
    /** Up, the directory read, its own first work done; only then the point is armed, so that the story comes by it. */
    async start(killAt: KillAt | null) {
      await run()
      await whenDirectoryIsRead(simulator.gatewayUrl)
      await until('an idle outbox', async () => {
        const owed = await database.query(
          `select 1 from outbox where done_at is null and dead_at is null and run_at <= '${new Date(clock.nowMs()).toISOString()}'`,
        )
        return owed.length === 0 ? owed : null
      })
      if (killAt === null || current === null) return
      restarted = current.ended.then((how) => (how === 'SIGKILL' ? restart() : undefined))
      const order: ServerOrder = { killAt }
      current.tell(order)
    },
    kills: () => kills,
    /** Resolves when the server was killed and is up again. */
    whenBack: () => restarted,
    async stop() {
      await current?.stop()
      await simulator.stop()
      await database.drop()
    },
  }
}
