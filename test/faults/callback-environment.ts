import { countDirectoryRuns, waitForDirectoryRuns } from '../lib/directory-runs.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChildProgram, startChildProgram } from '../lib/child-program.ts'
import { freePort } from '../lib/free-port.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import type { ServerProcessOptions } from './server.process.ts'

/** Creates two instances on one PostgreSQL and a simulated WeCom with `size` members, which sends no callbacks itself. */
export async function createCallbackEnvironment(databaseServer: string, size: number, departments: number) {
  const database = await createTestDatabase(databaseServer, `desk_callbacks_${process.pid}`)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-callbacks-'))
  const ports = [await freePort(), await freePort()]
  const simulator = await startSimulator({
    appUrl: `http://127.0.0.1:${ports[0]}`,
    pageDir: pathInRepository('test/wecom-simulator/page'),
    company: generatedCompany(size, departments),
    switches: { callbacks: 'dropped' },
  })
  const instances: ChildProgram<unknown>[] = []
  const startInstance = async (port: number | undefined) => {
    const addresses = {
      port: port ?? 0,
      publicUrl: simulator.gatewayUrl,
      simulatorUrl: simulator.url,
      dataDir,
      databaseUrl: database.url,
      isProxied: true,
    }
    const options: ServerProcessOptions = { addresses, killAt: null }
    instances.push(await startChildProgram('faults-server', options))
  }

  /** Counts the rows of a table, with an optional condition: `outbox where …`. */
  const count = async (from: string): Promise<number> =>
    (await database.query<{ count: number }>(`select count(*)::int as count from ${from}`))[0]?.count ?? 0

  return {
    simulator,
    database,
    count,
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    async start() {
      for (const port of ports) await startInstance(port)
      // Each instance reads the directory once at its start.
      await waitForDirectoryRuns(database, ports.length)
    },
    /** Restarts an instance, which reads the whole directory at its start. */
    async reconcile() {
      const before = await countDirectoryRuns(database)
      await instances.pop()?.stop()
      await startInstance(ports[1])
      await waitForDirectoryRuns(database, before + 1)
    },
    async stop() {
      await Promise.all(instances.map((instance) => instance.stop()))
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
