import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServerCommand, ServerProcessOptions } from '../faults/server.process.ts'
import { type ChildProgram, startChildProgram } from '../lib/child-program.ts'
import { whenDirectoryIsRead } from '../lib/directory-read.ts'
import { freePort } from '../lib/free-port.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createMovableClock } from '../wecom-simulator/clock.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { startSpread } from './round-robin-proxy.ts'
import type { Stack } from './start-stack.ts'

export type ClusterOptions = { databaseUrl: string; dataDir: string; startAt: string }

/** `POST /restart/0/SIGKILL` below it: that instance ends so, and comes back. */
const CONTROL = '/__cluster__/restart/'
const UNDO_MS = 60_000

type Instance = { port: number; program: ChildProgram<unknown> | null }

/**
 * The built product as a company runs it: two instances on one PostgreSQL behind one address, beside simulator and
 * gateway. All are on one clock; nobody is answered before everybody knows what time it is.
 */
export async function startCluster({ databaseUrl, dataDir, startAt }: ClusterOptions): Promise<Stack> {
  const clock = createMovableClock(new Date(startAt))
  const instances: Instance[] = []
  const running = () => instances.flatMap(({ program }) => program ?? [])
  let heard: Promise<unknown> = Promise.resolve()
  const tellTime = (program: ChildProgram<unknown>): Promise<unknown> => {
    const order: ServerCommand = { clockOffsetMs: clock.nowMs() - Date.now() }
    const line = JSON.stringify(order)
    program.tell(order)
    return Promise.race([program.says(line), program.ended])
  }
  const advance = (ms: number): void => {
    clock.advance(ms)
    heard = Promise.all(running().map(tellTime))
  }
  let turn = 0
  const next = async (): Promise<number> => {
    await heard
    const up = instances.filter(({ program }) => program !== null)
    turn += 1
    return up[turn % up.length]?.port ?? 0
  }

  const appPort = await freePort()
  const appUrl = `http://127.0.0.1:${String(appPort)}`
  const pageDir = pathInRepository('test/wecom-simulator/page')
  const simulator = await startSimulator({ clock: { nowMs: clock.nowMs, advance }, appUrl, pageDir })
  const start = async (instance: Instance): Promise<void> => {
    const addresses = {
      port: instance.port,
      publicUrl: simulator.gatewayUrl,
      simulatorUrl: simulator.url,
      dataDir,
      databaseUrl,
      isProxied: true,
    }
    const clockOffsetMs = clock.nowMs() - Date.now()
    const options: ServerProcessOptions = { addresses, killAt: null, clockOffsetMs, undoMs: UNDO_MS }
    const program = await startChildProgram('faults-server', options)
    // The clock may have been moved while it came up.
    await tellTime(program)
    instance.program = program
  }
  const restart = async (which: number, how: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const instance = instances[which]
    if (!instance?.program) throw new Error(`instance ${String(which)} is not up`)
    const { pid, ended } = instance.program
    instance.program = null
    process.kill(pid, how)
    await ended
    await start(instance)
  }
  const control = (req: IncomingMessage, res: ServerResponse): boolean => {
    if (!req.url?.startsWith(CONTROL)) return false
    const [which, how] = req.url.slice(CONTROL.length).split('/')
    restart(Number(which), how === 'SIGKILL' ? 'SIGKILL' : 'SIGTERM').then(
      () => res.writeHead(204).end(),
      (error: unknown) => res.writeHead(500).end(String(error)),
    )
    return true
  }
  const spread = await startSpread({ port: appPort, next, control })
  for (let count = 0; count < 2; count += 1) {
    const instance = { port: await freePort(), program: null }
    await start(instance)
    instances.push(instance)
  }
  await whenDirectoryIsRead(simulator.gatewayUrl)
  return {
    simulatorUrl: simulator.url,
    gatewayUrl: simulator.gatewayUrl,
    appUrl,
    async stop() {
      await Promise.all(running().map((program) => program.stop()))
      const closed = once(spread, 'close')
      spread.close()
      spread.closeAllConnections()
      await closed
      await simulator.stop()
    },
  }
}
