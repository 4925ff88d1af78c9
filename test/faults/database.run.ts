import { setTimeout as delay } from 'node:timers/promises'
import { type Figure, percentile, report } from '../lib/measurement.ts'
import { until } from '../lib/wait-until.ts'
import { type Heard, startLoad } from './database-load.ts'
import { type Outage, outages } from './database-outages.ts'
import { createDatabaseWorld, type DatabaseWorld } from './database-environment.ts'
import { staffOf } from './desk-company.ts'
import { numberOption } from './run-options.ts'

const RUNS = numberOption('runs', 50)
const SEED = numberOption('seed', 20_261_127)
const WRITERS = 6
const READERS = 6
const PEOPLE_OF_A_WRITER = 60
/** Each run begins with other people, so that nobody submits more often than one person may. */
const PEOPLE_APART = 11
/** Goals, in milliseconds. */
const ANSWERED_WITHIN = 6_000
const RED_WITHIN = 2_000
const BACK_WITHIN = 10_000
const WARM_UP_MS = 1_000
const LOOK_EVERY_MS = 100

const figures = { lostProcesses: 0, lostWrites: 0, doubledWrites: 0, badAnswers: 0, writes: 0, answers: 0, refused: 0 }
const [reds, backs, times, loopLines]: number[][] = [[], [], [], []]
const complain = (run: number, { name }: Outage, what: string) => console.error(`run ${String(run)}, ${name}: ${what}`)

/** The same for the same seed and run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const ready = async (url: string) => (await fetch(`${url}/readyz`).catch(() => null))?.status ?? 0

/** When `/readyz` first said no, in milliseconds from now; null while it never did. */
function watchReadiness(url: string) {
  const begunAt = performance.now()
  let redAt: number | null = null
  let isOver = false
  const ask = async () => {
    if ((await ready(url)) !== 200) redAt ??= performance.now() - begunAt
  }
  const asked: Promise<void>[] = []
  const loop = (async () => {
    while (!isOver) {
      asked.push(ask())
      await delay(LOOK_EVERY_MS)
    }
  })()
  return async () => {
    isOver = true
    await loop
    await Promise.all(asked)
    return redAt
  }
}

/** In milliseconds until readiness, a page and the database of whoever reads it are there again. */
async function whenBack(url: string): Promise<number> {
  const begunAt = performance.now()
  await until('answers after the outage', async () => ((await ready(url)) === 200 ? true : null), BACK_WITHIN * 3)
  return performance.now() - begunAt
}

/** What has no key and is sent once more is refused if it was done before its answer was lost. */
const isUsual = ({ status, isAgain }: Heard) => (status >= 200 && status < 300) || (status === 409 && isAgain)
const isFine = (heard: Heard): boolean =>
  heard.ms <= ANSWERED_WITHIN && (isUsual(heard) || (heard.status === 503 && heard.retryAfter !== null))

async function judgeWrites({ database }: DatabaseWorld, name: string, load: ReturnType<typeof startLoad>) {
  const rows = await database.query<{ id: string; key: string; state: string }>(
    `select id, idempotency_key as key, state from requests where idempotency_key like '${name}-%'`,
  )
  const kept = new Map(rows.map((row) => [row.key, row]))
  for (const [key, { id, isWithdrawn }] of load.acknowledged) {
    const there = kept.get(key)
    if (there?.id !== id || (isWithdrawn && there.state !== 'withdrawn')) figures.lostWrites += 1
  }
  const twice = await database.query(
    `select request_id from request_events where type in ('submitted', 'withdrawn') group by request_id, type having count(*) > 1`,
  )
  figures.doubledWrites += rows.length - kept.size + twice.length
  figures.writes += load.acknowledged.size
}

async function runOnce(world: DatabaseWorld, index: number): Promise<void> {
  const outage = outages[index % outages.length]!
  const random = randomOf(SEED + index)
  const people = (writer: number) =>
    Array.from({ length: PEOPLE_OF_A_WRITER }, (_, nth) =>
      staffOf(writer, (nth + index * PEOPLE_APART) % PEOPLE_OF_A_WRITER),
    )
  const writers = Array.from({ length: WRITERS }, (_, writer) => people(writer))
  const readers = Array.from({ length: READERS }, (_, reader) => staffOf(WRITERS, reader))
  const name = `database-${String(index)}`
  const load = startLoad(world.url, name, { writers, readers })
  await delay(WARM_UP_MS + random() * WARM_UP_MS)
  const before = world.lines().length
  const whenRed = watchReadiness(world.url)
  await outage.breakDatabase(world, random)
  backs!.push(await whenBack(world.url))
  const red = await whenRed()
  if (outage.isLong) reds!.push(red ?? Number.MAX_SAFE_INTEGER)
  await delay(WARM_UP_MS)
  if (!(await world.survived())) {
    figures.lostProcesses += 1
    complain(index, outage, `the process ended: ${world.lines().slice(-3).join(' ')}`)
  }
  await load.stop()
  loopLines!.push(
    world
      .lines()
      .slice(before)
      .filter((line) => !line.includes('"requestId"')).length,
  )
  for (const bad of load.heard.filter((heard) => !isFine(heard))) {
    figures.badAnswers += 1
    complain(index, outage, `${bad.path} got ${String(bad.status)} after ${bad.ms.toFixed(0)} ms`)
  }
  figures.answers += load.heard.length
  figures.refused += load.heard.filter(({ status }) => status === 503).length
  times!.push(...load.heard.map(({ ms }) => ms))
  await judgeWrites(world, name, load)
  console.log(`run ${String(index)}: ${outage.name}, ${String(load.heard.length)} answers`)
}

const world = await createDatabaseWorld([...Array.from({ length: WRITERS }, () => PEOPLE_OF_A_WRITER), READERS])
for (let index = 0; index < RUNS; index += 1) await runOnce(world, index)
await world.stop()
const most = (numbers: readonly number[] = []) => Math.round(Math.max(0, ...numbers))
const shown: Figure[] = [
  { what: 'processes lost', value: figures.lostProcesses, unit: '', goal: 0 },
  { what: 'acknowledged writes lost', value: figures.lostWrites, unit: '', goal: 0 },
  { what: 'writes doubled', value: figures.doubledWrites, unit: '', goal: 0 },
  { what: 'answers neither usual nor 503 with Retry-After in 6 s', value: figures.badAnswers, unit: '', goal: 0 },
  { what: 'slowest answer', value: most(times), unit: 'ms', goal: ANSWERED_WITHIN },
  { what: 'readyz red after', value: most(reds), unit: 'ms', goal: RED_WITHIN },
  { what: 'answers again after', value: most(backs), unit: 'ms', goal: BACK_WITHIN },
  { what: 'lines of the log beside those of requests, most in a run', value: most(loopLines), unit: '' },
  { what: 'answers', value: figures.answers, unit: '' },
  { what: 'answers that were 503', value: figures.refused, unit: '' },
  { what: 'answers, p99', value: Math.round(percentile(times!, 99)), unit: 'ms' },
  { what: 'writes acknowledged', value: figures.writes, unit: '' },
  { what: 'runs', value: RUNS, unit: '' },
]
process.exit(report('database', shown, { postgresql: '18' }))
