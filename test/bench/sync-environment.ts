import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ProductAddresses } from '../demo/product-environment.ts'
import { type ChildProgram, startChildProgram } from '../lib/child-program.ts'
import { freePort } from '../lib/free-port.mjs'
import { residentMb } from '../lib/process-memory.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

/** The usual size of a department in a large company. */
const MEMBERS_PER_DEPARTMENT = 250
const POLL_MS = 50
const TIMEOUT_MS = 600_000

export type RunRow = {
  id: number
  position: number
  departments: number
  members: number
  calls: number
  claims: number
  seconds: number | null
}

/** Creates a company of `size` members in the simulator and an empty PostgreSQL database. `start` starts the product. */
export async function createSyncEnvironment(databaseServer: string, size: number) {
  const database = await createTestDatabase(databaseServer, `desk_sync_${process.pid}_${size}`)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-sync-'))
  const port = await freePort()
  const simulator = await startSimulator({
    appUrl: `http://127.0.0.1:${port}`,
    pageDir: pathInRepository('test/wecom-simulator/page'),
    company: generatedCompany(size, Math.max(1, Math.round(size / MEMBERS_PER_DEPARTMENT) - 1)),
  })
  const publicUrl = `http://localhost:${port}`
  const addresses: ProductAddresses = {
    port,
    publicUrl,
    simulatorUrl: simulator.url,
    dataDir,
    databaseUrl: database.url,
    isProxied: false,
  }
  let product: ChildProgram<unknown> | null = null
  const memory: number[] = []

  const lastRun = async (): Promise<RunRow | null> => {
    const [row] = await database.query<RunRow>(
      `select id::int, position, cardinality(department_ids) as departments, members, calls, claims,
         extract(epoch from finished_at - started_at)::float as seconds from directory_runs order by id desc limit 1`,
    )
    return row ?? null
  }

  return {
    database,
    lastRun,
    /** Samples of the product's resident memory in MB. */
    memory,
    countCalls: (api: string) =>
      simulator.simulator.state.calls.filter(({ path }) => path === `/cgi-bin/${api}`).length,
    async start() {
      product = await startChildProgram('demo-product', addresses)
      memory.length = 0
    },
    /** Waits for a run after `afterId` that satisfies the condition. */
    async waitForRun(condition: (run: RunRow) => boolean, afterId = 0): Promise<RunRow> {
      const deadline = performance.now() + TIMEOUT_MS
      while (performance.now() < deadline) {
        const run = await lastRun()
        const resident = product && residentMb(product.pid)
        if (resident) memory.push(resident)
        if (run && run.id > afterId && condition(run)) return run
        await delay(POLL_MS)
      }
      throw new Error('the directory was not read in time')
    },
    /** Kills the product with SIGKILL. */
    async kill() {
      if (!product) return
      process.kill(product.pid, 'SIGKILL')
      await product.ended
      product = null
    },
    async stopProduct() {
      await product?.stop()
      product = null
    },
    async stop() {
      await product?.stop()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
