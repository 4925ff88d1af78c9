import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { preparePostgres } from '../lib/postgres.mjs'
import { processCpuMs, processTreeCpuMs } from '../lib/process-cpu.ts'
import { NODE_OPTIONS, startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const PROFILE_WRITE_MS = 60_000

/** Processor time in milliseconds. `database` is 0 on PGlite, which runs inside the server. */
export type CpuMs = { server: number; database: number }

/**
 * Starts the built product of a checkout in a separate process, behind the device gateway, with the demo company of 60
 * members. With `profileDir` its CPU profile is written there for each action.
 */
export async function startCostEnvironment(
  database: 'pglite' | 'postgres',
  { root, profileDir }: { root?: string; profileDir?: string | null } = {},
) {
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
  const profileFile = join(dataDir, 'server.cpuprofile')
  const profiler = pathToFileURL(pathInRepository('test/bench/profile-on-signal.mjs')).href
  const product = startProductProcess(
    {
      ...environment,
      NODE_ENV: 'production',
      NODE_OPTIONS: profileDir ? `${NODE_OPTIONS} --import=${profiler}` : NODE_OPTIONS,
      CPU_PROFILE_FILE: profileFile,
    },
    root,
  )
  await product.whenReady(url)
  const cpu = (): CpuMs => ({
    server: processCpuMs(product.pid),
    database: postgres ? processTreeCpuMs(postgres.pid()) : 0,
  })
  return {
    gatewayUrl: simulator.gatewayUrl,
    appUrl: url,
    dataDir,
    databaseUrl: postgres?.url,
    cpu,
    /** Runs `run` and writes the server's CPU profile to `<name>.cpuprofile`; without `profileDir` only runs it. */
    async withProfile(name: string, run: () => Promise<void>) {
      if (!profileDir) return run()
      process.kill(product.pid, 'SIGUSR2')
      await run()
      process.kill(product.pid, 'SIGUSR2')
      await until('the profile of the server', async () => (existsSync(profileFile) ? true : null), PROFILE_WRITE_MS)
      mkdirSync(profileDir, { recursive: true })
      copyFileSync(profileFile, join(profileDir, `${name.replaceAll(/\W+/g, '-')}.cpuprofile`))
      rmSync(profileFile)
    },
    stopProduct: () => product.stop(),
    async stop() {
      if (product.isRunning()) await product.stop()
      await simulator.stop()
      await postgres?.halt()
      postgres?.remove()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type CostEnvironment = Awaited<ReturnType<typeof startCostEnvironment>>
