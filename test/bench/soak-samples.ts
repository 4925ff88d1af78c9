import { readdirSync } from 'node:fs'
import { median, percentile } from '../lib/measurement.ts'
import { residentMb } from '../lib/process-memory.ts'
import type { SoakEnvironment } from './soak-environment.ts'

/** What the endpoint that does nothing is counted as. */
const FLOOR = '/healthz'

export type Sample = {
  atSeconds: number
  rssMb: number
  heapMb: number
  handles: number
  connections: number
  due: number
  lagMs: number
  /** Of what was answered since the sample before, and of the endpoint that does nothing. */
  times: readonly number[]
  floor: readonly number[]
}

/** Open files and sockets; 0 where there is no `/proc`. */
function handlesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${String(pid)}/fd`).length
  } catch {
    return 0
  }
}

const metric = (text: string, name: string) =>
  Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)

/** Looks at the product every so often; `heard` takes the times of the answers in between. */
export function watchProduct({ pid, metricsPort, database }: SoakEnvironment) {
  const samples: Sample[] = []
  const began = performance.now()
  let times: number[] = []
  let floor: number[] = []
  return {
    samples,
    heard(name: string, ms: number): void {
      if (name === FLOOR) floor.push(ms)
      else times.push(ms)
    },
    async look(): Promise<void> {
      const [answered, ofFloor] = [times, floor]
      times = []
      floor = []
      const metrics = await (await fetch(`http://127.0.0.1:${String(metricsPort)}/metrics`)).text()
      const [row] = await database.query<{ connections: number; due: number }>(
        `select (select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend')::int as connections,
           (select count(*) from outbox where done_at is null and dead_at is null and run_at <= now())::int as due`,
      )
      samples.push({
        atSeconds: Math.round((performance.now() - began) / 1000),
        rssMb: residentMb(pid) ?? 0,
        heapMb: metric(metrics, 'nodejs_heap_size_used_bytes') / 2 ** 20,
        handles: handlesOf(pid),
        connections: row?.connections ?? 0,
        due: row?.due ?? 0,
        lagMs: metric(metrics, 'nodejs_eventloop_lag_p99_seconds') * 1000,
        times: answered,
        floor: ofFloor,
      })
    },
  }
}

type Thirds = [first: number, middle: number, last: number]

const parts = (samples: readonly Sample[]) => {
  const size = Math.floor(samples.length / 3)
  return [samples.slice(0, size), samples.slice(size, 2 * size), samples.slice(2 * size)] as const
}

/** The median of a value in each third of the samples. */
export const thirds = (samples: readonly Sample[], valueOf: (sample: Sample) => number): Thirds =>
  parts(samples).map((part) => median(part.map(valueOf).filter(Number.isFinite))) as Thirds

/** So many percent of all answers of each third were faster. */
export const thirdsOfTimes = (samples: readonly Sample[], whose: 'times' | 'floor', percent: number): Thirds =>
  parts(samples).map((part) =>
    percentile(
      part.flatMap((sample) => sample[whose]),
      percent,
    ),
  ) as Thirds
