import { type Figure, percentile, report, rounded } from '../lib/measurement.ts'
import { sendAtRate } from '../lib/open-loop.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { processTreeCpuMs } from '../lib/process-cpu.ts'
import { type BaselineName, measureBaseline } from './api-baseline.ts'
import { type RequestName, requestShares } from '../lib/request-mix.ts'
import { requestNames, requestsOf } from './api-requests.ts'
import { createApiEnvironment } from './api-environment.ts'

const REQUESTS = Number(process.argv[2] ?? 1_000_000)
const SECONDS = Number(process.argv[3] ?? 60)
const RATE = 100
const WARM_UP_SECONDS = 10
/** How long the driver alone is measured, after the load. */
const BASELINE_SECONDS = 20
/** Goals for the 95th percentile, as multiples of what the driver alone needs for the same rows in the same run. */
const READ_RATIO = 10
const WRITE_RATIO = 5
/** The rows with which a request is compared; a decision writes as many as a submission. */
const baselines: Record<RequestName, { rows: BaselineName; ratio?: number } | null> = {
  '/healthz': null,
  'home page': null,
  home: { rows: 'home' },
  'own list': { rows: 'own list', ratio: READ_RATIO },
  'waiting list': { rows: 'waiting list', ratio: READ_RATIO },
  'handled list': { rows: 'handled list', ratio: READ_RATIO },
  detail: { rows: 'detail', ratio: READ_RATIO },
  submit: { rows: 'submit', ratio: WRITE_RATIO },
  decide: { rows: 'submit', ratio: WRITE_RATIO },
}

const postgres = await startPostgres({ durable: true })
const environment = await createApiEnvironment(postgres.url, REQUESTS)
const [total, warmUp] = [SECONDS * RATE, WARM_UP_SECONDS * RATE]
/** How many open requests and idle members are listed: enough, since 6 % of the load decide and 6 % submit (`requestShares`). */
const writes = Math.ceil((total + warmUp) / 10)
const openRequests = await environment.listOpenRequests(writes)
const idleMembers = (await environment.listIdleMembers(writes)).map(({ userid }) => userid)
const decisions = Math.ceil(((total + warmUp) * requestShares.decide) / 100)
if (openRequests.length < decisions)
  throw new Error(
    `Of ${String(REQUESTS)} requests ${String(openRequests.length)} are open, and ${String(decisions)} are decided: create more, or send for fewer seconds.`,
  )
const people = [
  ...new Set([...idleMembers, ...openRequests.flatMap(({ applicant, approver }) => [applicant, approver])]),
]
const signedIn = await environment.signIn(people)
const requests = requestsOf({ signedIn, openRequests, idleMembers }, total + warmUp)

/** Yields the next `count` requests of the generator. */
function* take(count: number) {
  for (let taken = 0; taken < count; taken += 1) {
    const { value, done } = requests.next()
    if (done) return
    yield value
  }
}

await sendAtRate(environment.port, RATE, take(warmUp))
const cpuMs = () => ({ server: environment.cpuMs(), database: processTreeCpuMs(postgres.pid ?? 0) })
const before = cpuMs()
const load = await sendAtRate(environment.port, RATE, take(total))
const after = cpuMs()
const baseline = await measureBaseline(environment.databaseUrl, openRequests, {
  perSecond: RATE,
  count: BASELINE_SECONDS * RATE,
})
await environment.stop()
await postgres.stop()

const timesOf = (name: RequestName) => load.times.get(name) ?? []

/** Returns the times of a request, those of the driver alone for the same rows, and the ratio of the two. */
function figuresOf(name: RequestName): Figure[] {
  const p95 = percentile(timesOf(name), 95)
  const compared = baselines[name]
  const own: Figure[] = [
    { what: `${name}, median`, value: rounded(percentile(timesOf(name), 50)), unit: 'ms' },
    { what: `${name}, p95`, value: rounded(p95), unit: 'ms' },
  ]
  if (!compared) return own
  const driver = percentile(baseline[compared.rows], 95)
  return [
    ...own,
    { what: `${name}, driver alone, p95`, value: Number(driver.toFixed(2)), unit: 'ms' },
    {
      what: `${name}, p95 relative to the driver`,
      value: rounded(p95 / driver),
      unit: '×',
      ...(compared.ratio && { goal: compared.ratio }),
    },
  ]
}

const figures: Figure[] = [
  { what: 'requests in the table', value: REQUESTS, unit: '' },
  { what: 'members', value: environment.members, unit: '' },
  { what: 'created in', value: rounded(environment.filledSeconds), unit: 's' },
  { what: 'database', value: environment.diskMb, unit: 'MB' },
  { what: 'rate', value: RATE, unit: '/s' },
  { what: 'sent', value: total, unit: '' },
  {
    what: 'failed requests',
    value: [...load.failed.values()].reduce((sum, count) => sum + count, 0),
    unit: '',
    goal: 0,
  },
  {
    what: 'processor time of a request, server',
    value: rounded((after.server - before.server) / total, 2),
    unit: 'ms',
  },
  {
    what: 'processor time of a request, database',
    value: rounded((after.database - before.database) / total, 2),
    unit: 'ms',
  },
  { what: 'maximum start delay of a request', value: rounded(load.maxStartDelayMs), unit: 'ms' },
  ...requestNames.flatMap(figuresOf),
]
for (const [failure, count] of load.failed) console.log(`${failure}: ${String(count)}`)
process.exit(report('api', figures, {}))
