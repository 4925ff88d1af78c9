import { type Figure, percentile, report } from '../lib/measurement.ts'
import { sendAtRate } from '../lib/open-loop.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { measureBaseline } from './api-baseline.ts'
import type { RequestName } from '../lib/request-mix.ts'
import { shotNames, shotsOf } from './api-requests.ts'
import { createApiEnvironment } from './api-environment.ts'

const REQUESTS = Number(process.argv[2] ?? 1_000_000)
const SECONDS = Number(process.argv[3] ?? 60)
const RATE = 100
const WARM_UP_SECONDS = 10
/** Goals for the 95th percentile, in milliseconds. */
const WRITE_MS = 60
const LIST_MS = 30
const goals: Record<RequestName, number | null> = {
  '/healthz': null,
  'home page': null,
  home: LIST_MS,
  'own list': LIST_MS,
  'waiting list': LIST_MS,
  'handled list': LIST_MS,
  detail: LIST_MS,
  submit: WRITE_MS,
  decide: WRITE_MS,
}

const postgres = await startPostgres({ durable: true })
const environment = await createApiEnvironment(postgres.url, REQUESTS)
const [total, warmUp] = [SECONDS * RATE, WARM_UP_SECONDS * RATE]
const openRequests = await environment.listOpenRequests(Math.ceil((total + warmUp) / 10))
const idleMembers = (await environment.listIdleMembers(Math.ceil((total + warmUp) / 10))).map(({ userid }) => userid)
const people = [
  ...new Set([...idleMembers, ...openRequests.flatMap(({ applicant, approver }) => [applicant, approver])]),
]
const signedIn = await environment.signIn(people)
const shots = shotsOf({ signedIn, openRequests, idleMembers }, total + warmUp)

/** Yields the next `count` requests of the generator. */
function* take(count: number) {
  for (let at = 0; at < count; at += 1) {
    const { value, done } = shots.next()
    if (done) return
    yield value
  }
}

await sendAtRate(environment.port, RATE, take(warmUp))
const load = await sendAtRate(environment.port, RATE, take(total))
const baseline = await measureBaseline(environment.databaseUrl)
await environment.stop()
await postgres.stop()

const rounded = (value: number) => Number(value.toFixed(1))
const timesOf = (name: RequestName) => load.times.get(name) ?? []
const figures: Figure[] = [
  { what: 'requests in the table', value: REQUESTS, unit: '' },
  { what: 'members', value: environment.members, unit: '' },
  { what: 'created in', value: rounded(environment.filledSeconds), unit: 's' },
  { what: 'database', value: environment.diskMb, unit: 'MB' },
  { what: 'rate', value: RATE, unit: '/s' },
  { what: 'sent', value: total, unit: '' },
  { what: 'failed requests', value: [...load.failed.values()].reduce((sum, one) => sum + one, 0), unit: '', goal: 0 },
  { what: 'maximum start delay of a request', value: rounded(load.longestLateMs), unit: 'ms' },
  {
    what: 'baseline: rows of a submission, driver alone, p95',
    value: rounded(percentile(baseline.write, 95)),
    unit: 'ms',
  },
  { what: 'baseline: rows of a list, driver alone, p95', value: rounded(percentile(baseline.read, 95)), unit: 'ms' },
  ...shotNames.flatMap((name): Figure[] => {
    const goal = goals[name]
    return [
      { what: `${name}, median`, value: rounded(percentile(timesOf(name), 50)), unit: 'ms' },
      {
        what: `${name}, p95`,
        value: rounded(percentile(timesOf(name), 95)),
        unit: 'ms',
        ...(goal !== null && { goal }),
      },
    ]
  }),
]
for (const [what, count] of load.failed) console.log(`${what}: ${String(count)}`)
process.exit(report('api', figures, {}))
