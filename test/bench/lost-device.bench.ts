import { type Figure, median, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { numberOption } from './options.ts'
import { createLostWorld, type LostWorld } from './lost-world.ts'

/** Readers and submitters a second, as the goal asks; fewer for a look whether it runs. */
const RATE = numberOption('rate', 100)
const REPORTS = numberOption('reports', 40)
const PAIRS = numberOption('pairs', 500)
const SLOW_MS = 8_000
const SENT_WITHIN_MS = 1_000

const percentile = (numbers: readonly number[], share: number): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
const round = (value: number) => Math.round(value * 10) / 10

/** From the tap to the order at WeCom, while others read and submit. */
async function tapToOrder(world: LostWorld): Promise<number[]> {
  const stopLoad = world.load(RATE)
  const times: number[] = []
  for (let at = 0; at < REPORTS; at += 1) times.push(await world.reportAndWait(at))
  await stopLoad()
  return times
}

/** The same question twice (A/A), then while WeCom is slow: what other endpoints pay for it. */
async function othersWhileSlow(world: LostWorld): Promise<{ first: number; second: number; slow: number }> {
  const sample = async () => percentile(await world.readHome(RATE), 0.95)
  const [first, second] = [await sample(), await sample()]
  world.slowDown(SLOW_MS)
  await world.reportAll(4)
  const slow = await sample()
  world.slowDown(0)
  return { first, second, slow }
}

/** Whether the time of an answer tells that there is such a person: interleaved, beside the same twice. */
async function enumeration(world: LostWorld) {
  const [real, ghost, again]: [number[], number[], number[]] = [[], [], []]
  for (let at = 0; at < PAIRS; at += 1) {
    // In turn, so that whatever the machine does it does to all.
    const order = at % 2 === 0 ? (['real', 'ghost', 'again'] as const) : (['again', 'ghost', 'real'] as const)
    for (const kind of order) {
      const ms = await world.probe(at, kind)
      ;({ real, ghost, again })[kind].push(ms)
    }
  }
  return {
    difference: Math.abs(median(real) - median(ghost)),
    spread: Math.abs(median(real) - median(again)),
    quartiles: percentile(real, 0.75) - percentile(real, 0.25),
    medians: { real: median(real), ghost: median(ghost), again: median(again) },
  }
}

const postgres = await startPostgres()
const world = await createLostWorld(postgres.url)
const orders = await tapToOrder(world)
const others = await othersWhileSlow(world)
const times = await enumeration(world)
await world.stop()
await postgres.stop()

const allowed = Math.max(others.first, others.second) * 1.1 + Math.abs(others.first - others.second)
/** A difference that no more than the same asked twice shows tells nothing; a tenth of a millisecond is below any clock. */
const aaSpread = Math.max(times.spread, times.quartiles / Math.sqrt(PAIRS), 0.1)
const figures: Figure[] = [
  { what: 'reports', value: orders.length, unit: '' },
  { what: 'requests a second beside them', value: RATE, unit: '' },
  { what: 'tap to order, median', value: round(median(orders)), unit: 'ms' },
  { what: 'tap to order, p95', value: round(percentile(orders, 0.95)), unit: 'ms', goal: SENT_WITHIN_MS },
  { what: 'other endpoints, p95, first', value: round(others.first), unit: 'ms' },
  { what: 'other endpoints, p95, again', value: round(others.second), unit: 'ms' },
  { what: 'other endpoints, p95, WeCom slow', value: round(others.slow), unit: 'ms', goal: round(allowed) },
  { what: 'probes, in pairs', value: PAIRS, unit: '' },
  { what: 'answer about somebody, median', value: round(times.medians.real), unit: 'ms' },
  { what: 'answer about nobody, median', value: round(times.medians.ghost), unit: 'ms' },
  { what: 'answer about somebody else, median', value: round(times.medians.again), unit: 'ms' },
  { what: 'A/A spread', value: Math.round(aaSpread * 100) / 100, unit: 'ms' },
  {
    what: 'difference somebody/nobody',
    value: Math.round(times.difference * 100) / 100,
    unit: 'ms',
    goal: Math.round(aaSpread * 100) / 100,
  },
]
process.exit(report('lost-device', figures, {}))
