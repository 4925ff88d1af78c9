import { setTimeout as delay } from 'node:timers/promises'
import { type Figure, percentile, report } from '../lib/measurement.ts'
import { sendAtRate } from '../lib/open-loop.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createWorkingDay } from '../lib/working-day.ts'
import { numberOption } from './options.ts'
import { soakActs } from './soak-actions.ts'
import { type Sample, thirds, thirdsOfTimes, watchProduct } from './soak-samples.ts'
import { createSoakWorld } from './soak-environment.ts'

/** Hours of an ordinary day: nothing may grow with time, and nothing become slower. */
const MINUTES = numberOption('minutes', 120)
const RATE = numberOption('rps', 50)
const LOOK_EVERY_MS = 10_000
const MOVE_EVERY_MS = 2_000
/** Of the looks: once a minute. */
const TELL_EVERY = 6
/** Caches fill, pools open, the compiler has seen it all: as long is not looked at. */
const WARM_UP_SHARE = 0.15

/** The pool of an instance, and the one by which they are counted. */
const CONNECTIONS = 17

function tell({ atSeconds, rssMb, handles, due, times, floor }: Sample): void {
  const [slow, still] = [times, floor].map((some) => percentile(some, 99).toFixed(1))
  console.log(
    `${String(atSeconds)} s: ${String(rssMb)} MB, ${String(handles)} handles, ${String(due)} due, p99 ${String(slow)} ms, floor ${String(still)} ms`,
  )
}

const postgres = await startPostgres({ durable: true })
const world = await createSoakWorld(postgres.url)
const watch = watchProduct(world)
const day = createWorkingDay(world.signedIn, world.workers, soakActs(world))
const endsAt = performance.now() + MINUTES * 60_000
const isOver = () => performance.now() >= endsAt
const troubles: string[] = []

/** At its times until all is over; what goes wrong is told at the end. */
async function every(ms: number, act: () => Promise<void>): Promise<void> {
  for (let due = performance.now() + ms; due < endsAt; due += ms) {
    await delay(Math.max(0, due - performance.now()))
    await act().catch((error: unknown) => troubles.push(String(error)))
  }
}
const [load] = await Promise.all([
  sendAtRate(world.port, RATE, day.requests(isOver), watch.heard),
  every(LOOK_EVERY_MS, async () => {
    await watch.look()
    if (watch.samples.length % TELL_EVERY === 0) tell(watch.samples.at(-1)!)
  }),
  every(MOVE_EVERY_MS, world.move),
])
const callbacks = world.callbacks()
await world.stop()
await postgres.stop()

for (const [what, count] of load.failed) console.log(`${what}: ${String(count)}`)
for (const trouble of troubles.slice(0, 20)) console.log(trouble)
const samples = watch.samples.slice(Math.ceil(watch.samples.length * WARM_UP_SHARE))
const rounded = (value: number) => Number(value.toFixed(2))

/** The three thirds, and how the last stands to the one before. */
function grown(what: string, unit: string, [first, middle, last]: readonly number[], goal?: number): Figure[] {
  if (first === undefined || middle === undefined || last === undefined) return []
  return [
    { what: `${what}, first third`, value: rounded(first), unit },
    { what: `${what}, middle third`, value: rounded(middle), unit },
    { what: `${what}, last third`, value: rounded(last), unit },
    { what: `${what}, last to middle`, value: rounded(last / middle), unit: '×', ...(goal !== undefined && { goal }) },
  ]
}
const of = (valueOf: (sample: Sample) => number) => thirds(samples, valueOf)
const p99 = thirdsOfTimes(samples, 'times', 99)
const floor = thirdsOfTimes(samples, 'floor', 99)
const failures = [...load.failed.values()].reduce((total, count) => total + count, 0)
const count = (name: string) => load.times.get(name)?.length ?? 0
process.exit(
  report(
    'soak',
    [
      { what: 'time', value: MINUTES, unit: 'min' },
      { what: 'rate', value: RATE, unit: '/s' },
      { what: 'requests', value: [...load.times.values()].reduce((total, one) => total + one.length, 0), unit: '' },
      { what: 'asked', value: day.counts.submitted, unit: '' },
      { what: 'decided', value: day.counts.decided, unit: '' },
      ...['signature', 'upload', 'download'].map((name) => ({ what: name, value: count(name), unit: '' })),
      { what: 'callbacks', value: callbacks, unit: '' },
      { what: 'refused or lost', value: failures + troubles.length, unit: '', goal: 0 },
      ...grown(
        'memory',
        'MB',
        of(({ rssMb }) => rssMb),
        1.15,
      ),
      ...grown(
        'heap',
        'MB',
        of(({ heapMb }) => heapMb),
      ),
      ...grown(
        'handles',
        '',
        of(({ handles }) => handles),
        1.1,
      ),
      ...grown(
        'event loop lag p99',
        'ms',
        of(({ lagMs }) => lagMs),
      ),
      ...grown('p50', 'ms', thirdsOfTimes(samples, 'times', 50)),
      ...grown('p99', 'ms', p99),
      ...grown('floor p99', 'ms', floor),
      ...grown(
        'p99 to floor',
        '×',
        p99.map((ms, at) => ms / (floor[at] ?? Number.NaN)),
        1.25,
      ),
      {
        what: 'connections to the database, at most',
        value: Math.max(...samples.map(({ connections }) => connections)),
        unit: '',
        goal: CONNECTIONS,
      },
      { what: 'owed and due, last third', value: of(({ due }) => due)[2], unit: '', goal: 200 },
    ],
    { postgresql: '18' },
  ),
)
