import { type Figure, median, percentile, report, rounded } from '../lib/measurement.ts'
import type { LoadResult } from '../lib/open-loop.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { numberOption } from '../faults/run-options.ts'
import { createLostDeviceEnvironment, BASELINE, type LostDeviceEnvironment } from './lost-device-environment.ts'

/** Reads and submissions per second. Use a lower rate for a trial run. */
const RATE = numberOption('rate', 100)
const SECONDS = numberOption('seconds', 20)
const REPORTS = numberOption('reports', 40)
const PAIRS = numberOption('pairs', 500)
const SLOW_MS = 8_000
const MAX_LOCK_MS = 1_000

const baselineP95 = ({ times }: LoadResult) => percentile(times.get(BASELINE) ?? [], 95)
const otherEndpointsP95 = ({ times }: LoadResult) =>
  percentile(
    [...times].flatMap(([name, all]) => (name === BASELINE ? [] : all)),
    95,
  )
const countFailed = (loads: readonly LoadResult[]) =>
  loads.flatMap(({ failed }) => [...failed.values()]).reduce((sum, count) => sum + count, 0)

/** Measures the time from the report to the lock call, while other members read and submit. */
async function measureReportToLock(environment: LostDeviceEnvironment): Promise<{ times: number[]; load: LoadResult }> {
  const stop = environment.startLoad(RATE)
  const times: number[] = []
  for (let index = 0; index < REPORTS; index += 1) times.push(await environment.reportAndWait(index))
  return { times, load: await stop() }
}

/** Measures the other endpoints twice under the same load (A/A), then while WeCom is slow and locks are pending. */
async function measureOtherEndpoints(
  environment: LostDeviceEnvironment,
): Promise<Record<'first' | 'second' | 'slow', LoadResult>> {
  const first = await environment.loadFor(RATE, SECONDS)
  const second = await environment.loadFor(RATE, SECONDS)
  environment.slowDown(SLOW_MS)
  await environment.reportAll(4)
  const slow = await environment.loadFor(RATE, SECONDS)
  environment.slowDown(0)
  return { first, second, slow }
}

type Kind = 'known' | 'unknown' | 'knownAgain'
/** Each kind has each position equally often, so that work left by the previous probe affects all kinds alike. */
const probeOrders: readonly (readonly Kind[])[] = [
  ['known', 'unknown', 'knownAgain'],
  ['unknown', 'knownAgain', 'known'],
  ['knownAgain', 'known', 'unknown'],
  ['knownAgain', 'unknown', 'known'],
  ['unknown', 'known', 'knownAgain'],
  ['known', 'knownAgain', 'unknown'],
]

/** Measures whether the response time reveals that a userid exists, with interleaved probes and an A/A comparison. */
async function measureProbes(environment: LostDeviceEnvironment): Promise<Record<Kind, number[]>> {
  const times: Record<Kind, number[]> = { known: [], unknown: [], knownAgain: [] }
  for (let index = 0; index < PAIRS; index += 1)
    for (const kind of probeOrders[index % probeOrders.length] ?? [])
      times[kind].push(await environment.probe(index, kind))
  return times
}

const postgres = await startPostgres()
const environment = await createLostDeviceEnvironment(postgres.url)
const reports = await measureReportToLock(environment)
const others = await measureOtherEndpoints(environment)
const probes = await measureProbes(environment)
await environment.stop()
await postgres.stop()

const [first, second, slow] = [
  otherEndpointsP95(others.first),
  otherEndpointsP95(others.second),
  otherEndpointsP95(others.slow),
]
const allowed = Math.max(first, second) * 1.1 + Math.abs(first - second)
const medians = { known: median(probes.known), unknown: median(probes.unknown), knownAgain: median(probes.knownAgain) }
/** The expected deviation of the median. The allowed spread is this or the A/A difference, whichever is larger. */
const expectedDeviation = (percentile(probes.known, 75) - percentile(probes.known, 25)) / Math.sqrt(PAIRS)
const spread = Math.max(Math.abs(medians.known - medians.knownAgain), expectedDeviation)
const difference = Math.abs(median([...probes.known, ...probes.knownAgain]) - medians.unknown)
const p95 = percentile(reports.times, 95)
const baseline = baselineP95(reports.load)

const figures: Figure[] = [
  { what: 'reports', value: reports.times.length, unit: '' },
  { what: 'concurrent reads and submissions per second', value: RATE, unit: '' },
  { what: 'baseline: /healthz under the same load, p95', value: rounded(baseline), unit: 'ms' },
  { what: 'report to lock call, median', value: rounded(median(reports.times)), unit: 'ms' },
  { what: 'report to lock call, p95', value: rounded(p95), unit: 'ms', goal: MAX_LOCK_MS },
  { what: 'report to lock call, p95, relative to the baseline', value: rounded(p95 / baseline), unit: '×' },
  { what: 'failed requests', value: countFailed([reports.load, ...Object.values(others)]), unit: '', goal: 0 },
  {
    what: 'baseline, p95, WeCom slow relative to normal',
    value: rounded(baselineP95(others.slow) / baselineP95(others.first), 2),
    unit: '×',
  },
  { what: 'other endpoints, p95, first run', value: rounded(first), unit: 'ms' },
  { what: 'other endpoints, p95, second run', value: rounded(second), unit: 'ms' },
  { what: 'other endpoints, p95, WeCom slow', value: rounded(slow), unit: 'ms', goal: rounded(allowed) },
  {
    what: 'other endpoints, WeCom slow relative to normal',
    value: rounded(slow / Math.max(first, second), 2),
    unit: '×',
  },
  { what: 'pairs of probes', value: PAIRS, unit: '' },
  { what: 'response for a known userid, median', value: rounded(medians.known, 2), unit: 'ms' },
  { what: 'response for another known userid, median', value: rounded(medians.knownAgain, 2), unit: 'ms' },
  { what: 'response for an unknown userid, median', value: rounded(medians.unknown, 2), unit: 'ms' },
  { what: 'A/A spread', value: rounded(spread, 2), unit: 'ms' },
  { what: 'difference known/unknown', value: rounded(difference, 2), unit: 'ms', goal: rounded(spread, 2) },
]
process.exit(report('lost-device', figures, {}))
