import { setTimeout as delay } from 'node:timers/promises'
import { type Figure, percentile, report } from '../lib/measurement.ts'
import { until } from '../lib/wait-until.ts'
import { seededRandom } from '../wecom-simulator/seeded-random.ts'
import { type LoadResponse, startLoad } from './database-load.ts'
import { type Outage, outages } from './database-outages.ts'
import { createDatabaseEnvironment, type DatabaseEnvironment } from './database-environment.ts'
import { staffOf } from './desk-company.ts'
import { numberOption } from './run-options.ts'

const RUNS = numberOption('runs', 50)
const SEED = numberOption('seed', 20_261_127)
const WRITERS = 6
const READERS = 6
const MEMBERS_PER_WRITER = 60
/** By how many members the runs are shifted, so that no member exceeds the daily limit of requests. */
const MEMBER_OFFSET = 11
/** Goals, in milliseconds. */
const MAX_RESPONSE_MS = 6_000
const MAX_UNREADY_DELAY_MS = 2_000
const MAX_RECOVERY_MS = 10_000
const WARM_UP_MS = 1_000
const POLL_MS = 100

const counters = {
  lostProcesses: 0,
  lostWrites: 0,
  doubledWrites: 0,
  badResponses: 0,
  writes: 0,
  responses: 0,
  unavailable: 0,
  unreportedOutages: 0,
}
const unreadyTimes: number[] = []
const recoveryTimes: number[] = []
const times: number[] = []
const logLineCounts: number[] = []
const logFailure = (run: number, { name }: Outage, failure: string) =>
  console.error(`run ${String(run)}, ${name}: ${failure}`)

const readyStatus = async (url: string) => (await fetch(`${url}/readyz`).catch(() => null))?.status ?? 0

/** Polls `/readyz` until the returned function is called, which returns the milliseconds until it first failed, or null. */
function watchReadiness(url: string) {
  const begunAt = performance.now()
  let unreadyAtMs: number | null = null
  let isStopped = false
  const check = async () => {
    if ((await readyStatus(url)) !== 200) unreadyAtMs ??= performance.now() - begunAt
  }
  const checks: Promise<void>[] = []
  const loop = (async () => {
    while (!isStopped) {
      checks.push(check())
      await delay(POLL_MS)
    }
  })()
  return async () => {
    isStopped = true
    await loop
    await Promise.all(checks)
    return unreadyAtMs
  }
}

/** Returns the milliseconds until `/readyz` succeeds again. */
async function measureRecoveryMs(url: string): Promise<number> {
  const begunAt = performance.now()
  await until(
    'readiness after the outage',
    async () => ((await readyStatus(url)) === 200 ? true : null),
    MAX_RECOVERY_MS * 3,
  )
  return performance.now() - begunAt
}

// A retry without a key gets 409 if the first attempt succeeded.
const isExpected = ({ status, isRetry }: LoadResponse) => (status >= 200 && status < 300) || (status === 409 && isRetry)
const isAcceptable = (response: LoadResponse): boolean =>
  response.ms <= MAX_RESPONSE_MS && (isExpected(response) || (response.status === 503 && response.retryAfter !== null))

async function checkWrites({ database }: DatabaseEnvironment, name: string, load: ReturnType<typeof startLoad>) {
  const rows = await database.query<{ id: string; key: string; state: string }>(
    `select id, idempotency_key as key, state from requests where idempotency_key like '${name}-%'`,
  )
  const stored = new Map(rows.map((row) => [row.key, row]))
  for (const [key, { id, isWithdrawn }] of load.acknowledged) {
    const row = stored.get(key)
    if (row?.id !== id || (isWithdrawn && row.state !== 'withdrawn')) counters.lostWrites += 1
  }
  const twice = await database.query(
    `select request_id from request_events join requests on requests.id = request_id
      where idempotency_key like '${name}-%' and request_events.type in ('submitted', 'withdrawn')
      group by request_id, request_events.type having count(*) > 1`,
  )
  counters.doubledWrites += rows.length - stored.size + twice.length
  counters.writes += load.acknowledged.size
}

async function runOnce(environment: DatabaseEnvironment, index: number): Promise<void> {
  const outage = outages[index % outages.length]!
  const random = seededRandom(SEED + index)
  const people = (writer: number) =>
    Array.from({ length: MEMBERS_PER_WRITER }, (_, nth) =>
      staffOf(writer, (nth + index * MEMBER_OFFSET) % MEMBERS_PER_WRITER),
    )
  const writers = Array.from({ length: WRITERS }, (_, writer) => people(writer))
  const readers = Array.from({ length: READERS }, (_, reader) => staffOf(WRITERS, reader))
  const name = `database-${String(index)}`
  const load = startLoad(environment.url, name, { writers, readers })
  await delay(WARM_UP_MS + random() * WARM_UP_MS)
  const before = environment.lines().length
  const stopWatching = watchReadiness(environment.url)
  await outage.breakDatabase(environment, random)
  recoveryTimes.push(await measureRecoveryMs(environment.url))
  const unreadyAfter = await stopWatching()
  if (outage.isLong && unreadyAfter === null) {
    counters.unreportedOutages += 1
    logFailure(index, outage, '/readyz did not report it')
  }
  if (outage.isLong && unreadyAfter !== null) unreadyTimes.push(unreadyAfter)
  await delay(WARM_UP_MS)
  // Read before a process that ended is replaced by another one with its own log.
  const lines = [...environment.lines()]
  if (!(await environment.isStillRunning())) {
    counters.lostProcesses += 1
    logFailure(index, outage, `the process ended: ${lines.slice(-3).join(' ')}`)
  }
  await load.stop()
  logLineCounts.push(lines.slice(before).filter((line) => !line.includes('"requestId"')).length)
  for (const bad of load.responses.filter((response) => !isAcceptable(response))) {
    counters.badResponses += 1
    logFailure(index, outage, `${bad.path} got ${String(bad.status)} after ${bad.ms.toFixed(0)} ms`)
  }
  counters.responses += load.responses.length
  counters.unavailable += load.responses.filter(({ status }) => status === 503).length
  times.push(...load.responses.map(({ ms }) => ms))
  await checkWrites(environment, name, load)
  console.log(`run ${String(index)}: ${outage.name}, ${String(load.responses.length)} responses`)
}

const environment = await createDatabaseEnvironment([
  ...Array.from({ length: WRITERS }, () => MEMBERS_PER_WRITER),
  READERS,
])
try {
  for (let index = 0; index < RUNS; index += 1) await runOnce(environment, index)
} finally {
  await environment.stop()
}
const maximum = (numbers: readonly number[]) => Math.round(Math.max(0, ...numbers))
const figures: Figure[] = [
  { what: 'processes lost', value: counters.lostProcesses, unit: '', goal: 0 },
  { what: 'acknowledged writes lost', value: counters.lostWrites, unit: '', goal: 0 },
  { what: 'duplicate writes', value: counters.doubledWrites, unit: '', goal: 0 },
  {
    what: `responses neither usual nor 503 with Retry-After within ${String(MAX_RESPONSE_MS / 1000)} s`,
    value: counters.badResponses,
    unit: '',
    goal: 0,
  },
  { what: 'slowest response', value: maximum(times), unit: 'ms', goal: MAX_RESPONSE_MS },
  { what: 'long outages that /readyz did not report', value: counters.unreportedOutages, unit: '', goal: 0 },
  ...(unreadyTimes.length === 0
    ? []
    : [{ what: '/readyz fails after', value: maximum(unreadyTimes), unit: 'ms', goal: MAX_UNREADY_DELAY_MS }]),
  { what: 'recovers after', value: maximum(recoveryTimes), unit: 'ms', goal: MAX_RECOVERY_MS },
  { what: 'maximum log lines of a run, without requests', value: maximum(logLineCounts), unit: '' },
  { what: 'responses', value: counters.responses, unit: '' },
  { what: 'responses with 503', value: counters.unavailable, unit: '' },
  { what: 'responses, p99', value: Math.round(percentile(times, 99)), unit: 'ms' },
  { what: 'writes acknowledged', value: counters.writes, unit: '' },
  { what: 'runs', value: RUNS, unit: '' },
]
process.exit(report('database', figures, { postgresql: '18' }))
