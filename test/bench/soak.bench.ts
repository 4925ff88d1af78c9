import { setTimeout as delay } from 'node:timers/promises'
import { type Figure, percentile, report, rounded } from '../lib/measurement.ts'
import { sendAtRate } from '../lib/open-loop.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createWorkingDay } from '../lib/working-day.ts'
import { numberOption } from '../faults/run-options.ts'
import { soakActions } from './soak-actions.ts'
import { type Sample, thirds, thirdsOfTimes, createSampler } from './soak-samples.ts'
import { createSoakEnvironment } from './soak-environment.ts'

// Runs the load of an ordinary day for hours. Memory and response times must not grow.

const MINUTES = numberOption('minutes', 120)
const RATE = numberOption('rps', 50)
const SAMPLE_EVERY_MS = 10_000
const MOVE_EVERY_MS = 2_000
/** Prints every sixth sample: once a minute. */
const PRINT_EVERY = 6
/** Share of the samples that is ignored while caches fill and code is optimized. */
const WARM_UP_SHARE = 0.15

/** The connection pool of an instance, and the connection that counts them. */
const CONNECTIONS = 17

function printSample({ atSeconds, rssMb, handles, due, times, baseline }: Sample): void {
  const [p99OfAll, p99OfBaseline] = [times, baseline].map((values) => percentile(values, 99).toFixed(1))
  console.log(
    `${String(atSeconds)} s: ${String(rssMb)} MB, ${String(handles)} handles, ${String(due)} due, p99 ${String(p99OfAll)} ms, baseline ${String(p99OfBaseline)} ms`,
  )
}

const postgres = await startPostgres({ durable: true })
const environment = await createSoakEnvironment(postgres.url)
const sampler = createSampler(environment)
const day = createWorkingDay(environment.signedIn, environment.workers, soakActions(environment))
const endsAt = performance.now() + MINUTES * 60_000
const isFinished = () => performance.now() >= endsAt
const errors: string[] = []

/** Repeats an action until the end of the run; its errors are collected. */
async function repeatEvery(ms: number, act: () => Promise<void>): Promise<void> {
  for (let due = performance.now() + ms; due < endsAt; due += ms) {
    await delay(Math.max(0, due - performance.now()))
    await act().catch((error: unknown) => errors.push(String(error)))
  }
}
const [load] = await Promise.all([
  sendAtRate(environment.port, RATE, day.requests(isFinished), sampler.recordTime),
  repeatEvery(SAMPLE_EVERY_MS, async () => {
    await sampler.takeSample()
    if (sampler.samples.length % PRINT_EVERY === 0) printSample(sampler.samples.at(-1)!)
  }),
  repeatEvery(MOVE_EVERY_MS, environment.moveMember),
])
const callbacks = environment.countCallbacks()
await environment.stop()
await postgres.stop()

for (const [failure, count] of load.failed) console.log(`${failure}: ${String(count)}`)
for (const error of errors.slice(0, 20)) console.log(error)
const samples = sampler.samples.slice(Math.ceil(sampler.samples.length * WARM_UP_SHARE))

/** Returns the figures of the three thirds, and the ratio of the last to the middle one. */
function thirdFigures(what: string, unit: string, [first, middle, last]: readonly number[], goal?: number): Figure[] {
  if (first === undefined || middle === undefined || last === undefined) return []
  return [
    { what: `${what}, first third`, value: rounded(first, 2), unit },
    { what: `${what}, middle third`, value: rounded(middle, 2), unit },
    { what: `${what}, last third`, value: rounded(last, 2), unit },
    {
      what: `${what}, last to middle`,
      value: rounded(last / middle, 2),
      unit: '×',
      ...(goal !== undefined && { goal }),
    },
  ]
}
const medianThirds = (valueOf: (sample: Sample) => number) => thirds(samples, valueOf)
const p99 = thirdsOfTimes(samples, 'times', 99)
const baseline = thirdsOfTimes(samples, 'baseline', 99)
const failures = [...load.failed.values()].reduce((total, count) => total + count, 0)
const count = (name: string) => load.times.get(name)?.length ?? 0
process.exit(
  report(
    'soak',
    [
      { what: 'time', value: MINUTES, unit: 'min' },
      { what: 'rate', value: RATE, unit: '/s' },
      { what: 'requests', value: [...load.times.values()].reduce((total, times) => total + times.length, 0), unit: '' },
      { what: 'submitted', value: day.counts.submitted, unit: '' },
      { what: 'decided', value: day.counts.decided, unit: '' },
      ...['signature', 'upload', 'download'].map((name) => ({ what: name, value: count(name), unit: '' })),
      { what: 'callbacks', value: callbacks, unit: '' },
      { what: 'failed requests', value: failures + errors.length, unit: '', goal: 0 },
      ...thirdFigures(
        'memory',
        'MB',
        medianThirds(({ rssMb }) => rssMb),
        1.15,
      ),
      ...thirdFigures(
        'heap',
        'MB',
        medianThirds(({ heapMb }) => heapMb),
      ),
      ...thirdFigures(
        'handles',
        '',
        medianThirds(({ handles }) => handles),
        1.1,
      ),
      ...thirdFigures(
        'event loop lag p99',
        'ms',
        medianThirds(({ lagMs }) => lagMs),
      ),
      ...thirdFigures('p50', 'ms', thirdsOfTimes(samples, 'times', 50)),
      ...thirdFigures('p99', 'ms', p99),
      ...thirdFigures('baseline p99', 'ms', baseline),
      ...thirdFigures(
        'p99 to baseline',
        '×',
        p99.map((ms, index) => ms / (baseline[index] ?? Number.NaN)),
        1.25,
      ),
      {
        what: 'maximum database connections',
        value: Math.max(...samples.map(({ connections }) => connections)),
        unit: '',
        goal: CONNECTIONS,
      },
      { what: 'due jobs, last third', value: medianThirds(({ due }) => due)[2], unit: '', goal: 200 },
    ],
    { postgresql: '18' },
  ),
)
