import { readdirSync } from 'node:fs'
import { median, percentile } from '../lib/measurement.ts'
import { residentMb } from '../lib/process-memory.ts'
import type { SoakEnvironment } from './soak-environment.ts'

/** The name under which requests for the baseline endpoint are counted. */
const BASELINE = '/healthz'

export type Sample = {
  atSeconds: number
  rssMb: number
  heapMb: number
  handles: number
  connections: number
  due: number
  lagMs: number
  /** Response times since the previous sample, and those of the baseline endpoint. */
  times: readonly number[]
  baseline: readonly number[]
}

/** Returns the number of open files and sockets; NaN without `/proc`. */
function handlesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${String(pid)}/fd`).length
  } catch {
    return Number.NaN
  }
}

const metricValue = (text: string, name: string) =>
  Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)

/** Creates a sampler of the product. `recordTime` collects the response times between two samples. */
export function createSampler({ pid, metricsPort, database }: SoakEnvironment) {
  const samples: Sample[] = []
  const began = performance.now()
  let times: number[] = []
  let baseline: number[] = []
  return {
    samples,
    recordTime(name: string, ms: number): void {
      if (name === BASELINE) baseline.push(ms)
      else times.push(ms)
    },
    async takeSample(): Promise<void> {
      const [sampleTimes, baselineTimes] = [times, baseline]
      times = []
      baseline = []
      const metrics = await (await fetch(`http://127.0.0.1:${String(metricsPort)}/metrics`)).text()
      const [row] = await database.query<{ connections: number; due: number }>(
        `select (select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend')::int as connections,
           (select count(*) from outbox where done_at is null and dead_at is null and run_at <= now())::int as due`,
      )
      samples.push({
        atSeconds: Math.round((performance.now() - began) / 1000),
        rssMb: residentMb(pid) ?? Number.NaN,
        heapMb: metricValue(metrics, 'nodejs_heap_size_used_bytes') / 2 ** 20,
        handles: handlesOf(pid),
        connections: row?.connections ?? Number.NaN,
        due: row?.due ?? Number.NaN,
        lagMs: metricValue(metrics, 'nodejs_eventloop_lag_p99_seconds') * 1000,
        times: sampleTimes,
        baseline: baselineTimes,
      })
    },
  }
}

type Thirds = [first: number, middle: number, last: number]

const splitInThirds = (samples: readonly Sample[]) => {
  const size = Math.floor(samples.length / 3)
  return [samples.slice(0, size), samples.slice(size, 2 * size), samples.slice(2 * size)] as const
}

/** Returns the median of a value in each third of the samples. */
export const thirds = (samples: readonly Sample[], valueOf: (sample: Sample) => number): Thirds =>
  splitInThirds(samples).map((part) => median(part.map(valueOf).filter(Number.isFinite))) as Thirds

/** Returns the percentile of the response times in each third of the samples. */
export const thirdsOfTimes = (samples: readonly Sample[], key: 'times' | 'baseline', percent: number): Thirds =>
  splitInThirds(samples).map((part) =>
    percentile(
      part.flatMap((sample) => sample[key]),
      percent,
    ),
  ) as Thirds
