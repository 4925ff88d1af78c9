import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { preparePostgres } from '../lib/postgres.mjs'
import { processCpuMs, processTreeCpuMs } from '../lib/process-cpu.ts'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

/** Processor time in milliseconds. `database` is 0 on PGlite, which runs inside the server. */
export type CpuMs = { server: number; database: number }

/** Starts the built product in a separate process, behind the device gateway, with the demo company of 60 members. */
export async function startCostEnvironment(database: 'pglite' | 'postgres') {
  const postgres = database === 'postgres' ? await preparePostgres({ durable: true }) : null
  await postgres?.start()
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-cost-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const simulator = await startSimulator({ appUrl: url, pageDir: pathInRepository('test/wecom-simulator/page') })
  const environment = productEnvironment({
    port,
    publicUrl: simulator.gatewayUrl,
    simulatorUrl: simulator.url,
    dataDir,
    databaseUrl: postgres?.url,
    isProxied: true,
  })
  const product = startProductProcess({ ...environment, NODE_ENV: 'production' })
  await product.whenReady(url)
  const cpu = (): CpuMs => ({
    server: processCpuMs(product.pid),
    database: postgres ? processTreeCpuMs(postgres.pid()) : 0,
  })
  return {
    gatewayUrl: simulator.gatewayUrl,
    appUrl: url,
    cpu,
    async stop() {
      await product.stop()
      await simulator.stop()
      await postgres?.halt()
      postgres?.remove()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type CostEnvironment = Awaited<ReturnType<typeof startCostEnvironment>>
