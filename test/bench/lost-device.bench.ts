import { type Figure, median, percentile, report } from '../lib/measurement.ts'
import type { LoadResult } from '../lib/open-loop.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { numberOption } from './options.ts'
import { createLostWorld, FLOOR, type LostWorld } from './lost-device-environment.ts'

/** Readers and submitters a second, as the goal asks; fewer for a look whether it runs. */
const RATE = numberOption('rate', 100)
const SECONDS = numberOption('seconds', 20)
const REPORTS = numberOption('reports', 40)
const PAIRS = numberOption('pairs', 500)
const SLOW_MS = 8_000
const SENT_WITHIN_MS = 1_000

const round = (value: number) => Math.round(value * 10) / 10
const hundredth = (value: number) => Math.round(value * 100) / 100
const floorOf = ({ times }: LoadResult) => percentile(times.get(FLOOR) ?? [], 95)
const othersOf = ({ times }: LoadResult) =>
  percentile(
    [...times].flatMap(([name, all]) => (name === FLOOR ? [] : all)),
    95,
  )
const failedOf = (loads: readonly LoadResult[]) =>
  loads.flatMap(({ failed }) => [...failed.values()]).reduce((sum, one) => sum + one, 0)

/** From the tap to the order at WeCom, while others read and submit. */
async function tapToOrder(world: LostWorld): Promise<{ times: number[]; load: LoadResult }> {
  const stop = world.load(RATE)
  const times: number[] = []
  for (let at = 0; at < REPORTS; at += 1) times.push(await world.reportAndWait(at))
  return { times, load: await stop() }
}

/** The same load twice (A/A), then while WeCom is slow and locks are owed: what other endpoints pay for it. */
async function othersWhileSlow(world: LostWorld): Promise<Record<'first' | 'second' | 'slow', LoadResult>> {
  const first = await world.shoot(RATE, SECONDS)
  const second = await world.shoot(RATE, SECONDS)
  world.slowDown(SLOW_MS)
  await world.reportAll(4)
  const slow = await world.shoot(RATE, SECONDS)
  world.slowDown(0)
  return { first, second, slow }
}

type Kind = 'real' | 'ghost' | 'again'
/** Each comes first, in the middle and last as often as the others: whatever the one before leaves to do, it leaves to all. */
const orders: readonly (readonly Kind[])[] = [
  ['real', 'ghost', 'again'],
  ['ghost', 'again', 'real'],
  ['again', 'real', 'ghost'],
  ['again', 'ghost', 'real'],
  ['ghost', 'real', 'again'],
  ['real', 'again', 'ghost'],
]

/** Whether the time of an answer tells that there is such a person: interleaved, beside the same asked twice. */
async function enumeration(world: LostWorld): Promise<Record<Kind, number[]>> {
  const times: Record<Kind, number[]> = { real: [], ghost: [], again: [] }
  for (let at = 0; at < PAIRS; at += 1)
    for (const kind of orders[at % orders.length] ?? []) times[kind].push(await world.probe(at, kind))
  return times
}

const postgres = await startPostgres()
const world = await createLostWorld(postgres.url)
const taps = await tapToOrder(world)
const others = await othersWhileSlow(world)
const probes = await enumeration(world)
await world.stop()
await postgres.stop()

const [first, second, slow] = [othersOf(others.first), othersOf(others.second), othersOf(others.slow)]
const allowed = Math.max(first, second) * 1.1 + Math.abs(first - second)
const medians = { real: median(probes.real), ghost: median(probes.ghost), again: median(probes.again) }
/** What the median of as many equal answers wanders by itself, or the same asked twice if that is more. */
const wander = (percentile(probes.real, 75) - percentile(probes.real, 25)) / Math.sqrt(PAIRS)
const spread = Math.max(Math.abs(medians.real - medians.again), wander)
const difference = Math.abs(median([...probes.real, ...probes.again]) - medians.ghost)
const p95 = percentile(taps.times, 95)
const floor = floorOf(taps.load)

const figures: Figure[] = [
  { what: 'reports', value: taps.times.length, unit: '' },
  { what: 'reads and submits a second beside them', value: RATE, unit: '' },
  { what: 'floor: an endpoint that does nothing, under that load, p95', value: round(floor), unit: 'ms' },
  { what: 'tap to order, median', value: round(median(taps.times)), unit: 'ms' },
  { what: 'tap to order, p95', value: round(p95), unit: 'ms', goal: SENT_WITHIN_MS },
  { what: 'tap to order, p95, against the floor', value: round(p95 / floor), unit: '×' },
  { what: 'refused or lost', value: failedOf([taps.load, ...Object.values(others)]), unit: '', goal: 0 },
  {
    what: 'floor, p95, WeCom well and slow',
    value: hundredth(floorOf(others.slow) / floorOf(others.first)),
    unit: '×',
  },
  { what: 'other endpoints, p95, first', value: round(first), unit: 'ms' },
  { what: 'other endpoints, p95, again', value: round(second), unit: 'ms' },
  { what: 'other endpoints, p95, WeCom slow', value: round(slow), unit: 'ms', goal: round(allowed) },
  { what: 'other endpoints, WeCom slow against well', value: hundredth(slow / Math.max(first, second)), unit: '×' },
  { what: 'probes, in pairs', value: PAIRS, unit: '' },
  { what: 'answer about somebody, median', value: hundredth(medians.real), unit: 'ms' },
  { what: 'answer about somebody else, median', value: hundredth(medians.again), unit: 'ms' },
  { what: 'answer about nobody, median', value: hundredth(medians.ghost), unit: 'ms' },
  { what: 'A/A spread', value: hundredth(spread), unit: 'ms' },
  { what: 'difference somebody/nobody', value: hundredth(difference), unit: 'ms', goal: hundredth(spread) },
]
process.exit(report('lost-device', figures, {}))
