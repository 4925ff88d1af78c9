import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { median, report, type Figure } from '../lib/measurement.ts'
import { processCpuMs } from '../lib/process-cpu.ts'
import { residentMb } from '../lib/process-memory.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

const ROUNDS = 5
const goals = { embedded: { readyMs: 2_000, rssMb: 300 }, server: { readyMs: 1_000, rssMb: 130 } } as const
const REFUSAL_GOAL_MS = 1_000
/** Short compared to a second, and long enough that polling does not slow the server down. */
const POLL_MS = 10
/** Longer than the first read of the directory and the self-check take. */
const SETTLE_MS = 5_000

const dataDir = mkdtempSync(join(tmpdir(), 'desk-bench-start-'))
const appPort = await freePort()
const simulator = await startSimulator({
  appUrl: `http://127.0.0.1:${appPort}`,
  pageDir: pathInRepository('test/wecom-simulator/page'),
})

function environmentOf(databaseUrl: string | undefined): Record<string, string> {
  const publicUrl = `http://localhost:${appPort}`
  const addresses = { port: appPort, publicUrl, simulatorUrl: simulator.url, dataDir, databaseUrl, isProxied: false }
  return { ...productEnvironment(addresses), NODE_ENV: 'production' }
}

const isReady = () =>
  fetch(`http://127.0.0.1:${appPort}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  )

async function waitUntilReady(server: ChildProcess): Promise<void> {
  while (!(await isReady())) {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error('the server ended before it was ready')
    await delay(POLL_MS)
  }
}

/** Measures a Node process that ends at once: the baseline, which also shows how busy the machine is. */
async function measureBareNodeMs(): Promise<number> {
  const startedAt = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  return performance.now() - startedAt
}

/** Measures the time and CPU until the server is ready, and its memory after the first work is done. */
async function startOnce(databaseUrl: string | undefined) {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [pathInRepository('server/dist/main.js')], {
    env: environmentOf(databaseUrl),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'exit')
  const pid = child.pid ?? 0
  await waitUntilReady(child)
  const readyMs = performance.now() - startedAt
  const cpuMs = processCpuMs(pid)
  await delay(SETTLE_MS)
  const rssMb = residentMb(pid) ?? Number.NaN
  child.kill('SIGTERM')
  await ended
  return { readyMs, cpuMs, rssMb }
}

/** Measures how long a second process takes to end because the data directory is in use. */
async function measureRefusalMs(): Promise<number> {
  const first = spawn(process.execPath, [pathInRepository('server/dist/main.js')], {
    env: environmentOf(undefined),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(first, 'exit')
  await waitUntilReady(first)
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now()
    const second = spawn(process.execPath, [pathInRepository('server/dist/main.js')], {
      env: { ...environmentOf(undefined), PORT: String(await freePort()) },
      stdio: 'ignore',
    })
    const [code] = (await once(second, 'exit')) as [number | null]
    if (code !== 1) throw new Error(`a second server on the folder ended with ${String(code)}`)
    times.push(performance.now() - startedAt)
  }
  first.kill('SIGTERM')
  await ended
  return median(times)
}

/** Measures starts. The first start creates the database, so it has its own figure. */
async function measure(name: string, databaseUrl: string | undefined, goal: { readyMs: number; rssMb: number }) {
  const first = await startOnce(databaseUrl)
  const warm: Awaited<ReturnType<typeof startOnce>>[] = []
  for (let round = 0; round < ROUNDS; round += 1) warm.push(await startOnce(databaseUrl))
  const figures: Figure[] = [
    { what: `${name}, first start to ready`, value: Math.round(first.readyMs), unit: 'ms' },
    {
      what: `${name}, start to ready`,
      value: Math.round(median(warm.map(({ readyMs }) => readyMs))),
      unit: 'ms',
      goal: goal.readyMs,
    },
    { what: `${name}, CPU until ready`, value: Math.round(median(warm.map(({ cpuMs }) => cpuMs))), unit: 'ms' },
    { what: `${name}, RSS`, value: Math.max(...warm.map(({ rssMb }) => rssMb)), unit: 'MB', goal: goal.rssMb },
  ]
  return figures
}

const postgres = await startPostgres({ durable: true })
const bareNodeMs: number[] = []
for (let round = 0; round < ROUNDS; round += 1) bareNodeMs.push(await measureBareNodeMs())
const figures = [
  { what: 'Node alone, start to end', value: Math.round(median(bareNodeMs)), unit: 'ms' },
  ...(await measure('PGlite', undefined, goals.embedded)),
  {
    what: 'PGlite, refusal of a second process',
    value: Math.round(await measureRefusalMs()),
    unit: 'ms',
    goal: REFUSAL_GOAL_MS,
  },
  ...(await measure('PostgreSQL', postgres.url, goals.server)),
]
await postgres.stop()
await simulator.stop()
rmSync(dataDir, { recursive: true, force: true })
console.log(`Median of ${ROUNDS} starts; RSS ${SETTLE_MS / 1000} s after ready, the largest of them\n`)
process.exit(report('start', figures, {}))
