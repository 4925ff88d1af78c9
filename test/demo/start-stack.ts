import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../lib/free-port.mjs'
import { isPortFree } from '../lib/is-port-free.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createMovableClock, TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { startProduct } from './start-product.ts'

export type StackOptions = {
  /** Port of the device gateway; a free one when absent. */
  gatewayPort?: number
  /** Where the simulator would like to be; a free one when that is taken, or absent. */
  simulatorPort?: number
  /** Made anew, what was in it is gone; unless `keeps`. */
  dataDir: string
  /** Goes on with the company, the database and the hour of the last time. */
  keeps?: boolean
  /** Absent: PGlite in `dataDir`. */
  databaseUrl?: string
  logLevel?: 'silent'
  /** Where the clock begins; a working Tuesday morning when absent. */
  startsAt?: Date
}

export type Stack = { simulatorUrl: string; gatewayUrl: string; appUrl: string; stop(): Promise<void> }

const portOrAnother = async (wanted: number | undefined): Promise<number> =>
  wanted !== undefined && (await isPortFree(wanted)) ? wanted : freePort()

/** Simulator, device gateway and product in one process, on free ports, wired to each other over HTTP. */
export async function startStack({ gatewayPort, dataDir, databaseUrl, ...options }: StackOptions): Promise<Stack> {
  const stateFile = join(dataDir, 'wecom.json')
  // Without its company a database is of no use.
  if (!options.keeps || !existsSync(stateFile)) await rm(dataDir, { recursive: true, force: true })
  await mkdir(dataDir, { recursive: true })
  const appPort = await freePort()
  const appUrl = `http://127.0.0.1:${appPort}`
  const clock = createMovableClock(options.startsAt ?? TUESDAY_MORNING)
  const simulator = await startSimulator({
    clock,
    port: await portOrAnother(options.simulatorPort),
    ...(options.keeps && { stateFile }),
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
  // Both on one clock, which the simulator's control moves.
  const product = await startProduct(addresses, { clock: { now: () => new Date(clock.nowMs()) } }).catch(
    async (error: unknown) => {
      await simulator.stop()
      throw error
    },
  )
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
