import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../lib/free-port.mjs'
import { isPortFree } from '../lib/is-port-free.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createMovableClock, TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { startProduct } from './start-product.ts'

export type StackOptions = {
  /** Port of the device gateway. Default: a free port. */
  gatewayPort?: number
  /** Preferred port of the simulator. A free port if it is taken or omitted. */
  simulatorPort?: number
  dataDir: string
  /** Continues with the company and the clock of the previous run, and stores them for the next. */
  keepsData?: boolean
  /** Default: PGlite in `dataDir`. */
  databaseUrl?: string
  /** Start of the clock. Default: a working Tuesday morning. */
  startsAt?: Date
  /** How often the evidence log takes up entries. Default: as in production, once a minute. */
  sealEveryMs?: number
}

export type Stack = { simulatorUrl: string; gatewayUrl: string; appUrl: string; stop(): Promise<void> }

const portOrFree = async (preferred: number | undefined): Promise<number> =>
  preferred !== undefined && (await isPortFree(preferred)) ? preferred : freePort()

/** Starts simulator, device gateway and product in one process, where they communicate over HTTP. */
export async function startStack({ gatewayPort, dataDir, databaseUrl, ...options }: StackOptions): Promise<Stack> {
  await mkdir(dataDir, { recursive: true })
  const appPort = await freePort()
  const appUrl = `http://127.0.0.1:${appPort}`
  const clock = createMovableClock(options.startsAt ?? TUESDAY_MORNING)
  const simulator = await startSimulator({
    clock,
    port: await portOrFree(options.simulatorPort),
    ...(options.keepsData && { stateFile: join(dataDir, 'wecom.json') }),
    gatewayPort: gatewayPort ?? (await freePort()),
    appUrl,
    pageDir: pathInRepository('test/wecom-simulator/page'),
  })
  const addresses = {
    port: appPort,
    publicUrl: simulator.gatewayUrl,
    simulatorUrl: simulator.url,
    dataDir,
    databaseUrl,
    isProxied: true,
  }
  // Simulator and product use one clock, which the control API moves.
  const overrides = {
    clock: { now: () => new Date(clock.nowMs()) },
    ...(options.sealEveryMs !== undefined && { sealEveryMs: options.sealEveryMs }),
  }
  const product = await startProduct(addresses, overrides).catch(async (error: unknown) => {
    await simulator.stop()
    throw error
  })
  return {
    simulatorUrl: simulator.url,
    gatewayUrl: simulator.gatewayUrl,
    appUrl,
    async stop() {
      await product.stop()
      await simulator.stop()
    },
  }
}
