import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServerCommand, ServerProcessOptions } from '../faults/server.process.ts'
import { type ChildProgram, startChildProgram } from '../lib/child-program.ts'
import { waitForDirectory } from '../lib/directory-read.ts'
import { freePort } from '../lib/free-port.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createMovableClock } from '../wecom-simulator/clock.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { startRoundRobinProxy } from './round-robin-proxy.ts'
import type { Stack } from './start-stack.ts'

export type ClusterOptions = { databaseUrl: string; dataDir: string; startAt: string }

/** A request to this path restarts an instance: `POST /__cluster__/restart/0/SIGKILL` ends instance 0 with SIGKILL. */
const RESTART_PATH = '/__cluster__/restart/'
const UNDO_MS = 60_000

type Instance = { port: number; program: ChildProgram<unknown> | null }

/**
 * Starts two instances of the built product on one PostgreSQL behind one address, with simulator and gateway. All use one clock:
 * after the clock is moved, requests wait until every instance has the new time.
 */
export async function startCluster({ databaseUrl, dataDir, startAt }: ClusterOptions): Promise<Stack> {
  const clock = createMovableClock(new Date(startAt))
  const instances: Instance[] = []
  const running = () => instances.flatMap(({ program }) => program ?? [])
  let clockSent: Promise<unknown> = Promise.resolve()
  const sendClock = (program: ChildProgram<unknown>): Promise<unknown> => {
    const command: ServerCommand = { clockOffsetMs: clock.nowMs() - Date.now() }
    const line = JSON.stringify(command)
    program.send(command)
    return Promise.race([program.waitForLine(line), program.ended])
  }
  const advance = (ms: number): void => {
    clock.advance(ms)
    clockSent = Promise.all(running().map(sendClock))
  }
  let lastIndex = 0
  const nextPort = async (): Promise<number> => {
    await clockSent
    const available = instances.filter(({ program }) => program !== null)
    lastIndex += 1
    return available[lastIndex % available.length]?.port ?? 0
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
    // The clock may have moved while the instance started.
    await sendClock(program)
    instance.program = program
  }
  const restart = async (index: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const instance = instances[index]
    if (!instance?.program) throw new Error(`instance ${String(index)} is not running`)
    const { pid, ended } = instance.program
    instance.program = null
    process.kill(pid, signal)
    await ended
    await start(instance)
  }
  const handleControl = (req: IncomingMessage, res: ServerResponse): boolean => {
    if (!req.url?.startsWith(RESTART_PATH)) return false
    const [index, signal] = req.url.slice(RESTART_PATH.length).split('/')
    restart(Number(index), signal === 'SIGKILL' ? 'SIGKILL' : 'SIGTERM').then(
      () => res.writeHead(204).end(),
      (error: unknown) => res.writeHead(500).end(String(error)),
    )
    return true
  }
  const proxy = await startRoundRobinProxy({ port: appPort, nextPort, handleControl })
  for (let count = 0; count < 2; count += 1) {
    const instance = { port: await freePort(), program: null }
    await start(instance)
    instances.push(instance)
  }
  await waitForDirectory(simulator.gatewayUrl)
  return {
    simulatorUrl: simulator.url,
    gatewayUrl: simulator.gatewayUrl,
    appUrl,
    async stop() {
      await Promise.all(running().map((program) => program.stop()))
      const closed = once(proxy, 'close')
      proxy.close()
      proxy.closeAllConnections()
      await closed
      await simulator.stop()
    },
  }
}
