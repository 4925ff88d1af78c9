import type { FailPointName } from '@desk/server/ports/fail-points'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import type { ShardResult } from './kill-shard.ts'
import { numberOption, textOption } from './run-options.ts'

type KillRunOptions = {
  name: string
  points: readonly FailPointName[]
  /** With at least this many runs, each point must have at least `KILLS_PER_POINT` kills. */
  minRunsForCoverage: number
  defaultRuns: number
  /** Runs the scenarios of a shard one after the other, with a separate database. */
  run(databaseServer: string, name: string, shard: KillShard): Promise<ShardResult>
}
export type KillShard = { indexes: readonly number[]; seed: number; onRun: () => void }

const KILLS_PER_POINT = 20
const DEFAULT_SEED = 20_261_124
/** The number of processes on this machine. Each of them mostly waits for leases and starting servers. */
const PROCESSES = 4

/** The line that a process prints after each run, in addition to its result. */
const RUN_FINISHED = 'run finished'
const LOG_EVERY = 50

/** Parses the option `--NAME i/n`, counted from 1. */
function partOption(name: string): { nth: number; of: number } {
  const [nth = 1, of = 1] = (textOption(name) ?? '1/1').split('/').map(Number)
  if (!(Number.isInteger(nth) && Number.isInteger(of) && nth >= 1 && nth <= of))
    throw new Error(`--${name} requires i/n`)
  return { nth, of }
}

const selectPart = (list: readonly number[], { nth, of }: { nth: number; of: number }) =>
  list.filter((_, index) => index % of === nth - 1)

/**
 * Kills servers while scenarios run: all runs, a shard of them (`--shard i/n`), a single one (`--only INDEX`), or the
 * merged output of shards (`--merge FILE…`). Resolves with the exit status.
 */
export async function killRuns(runs: KillRunOptions): Promise<number> {
  const seed = numberOption('seed', DEFAULT_SEED)
  const total = numberOption('runs', runs.defaultRuns)
  const mergeAt = process.argv.indexOf('--merge')
  if (mergeAt >= 0) return reportResults(runs, mergeFiles(runs, process.argv.slice(mergeAt + 1)))
  const only = textOption('only')
  const shard = partOption('shard')
  const all = Array.from({ length: total }, (_, index) => index)
  const indexes = only === null ? selectPart(all, shard) : [Number(only)]
  if (textOption('process') !== null) {
    const part = partOption('process')
    const name = `desk_${runs.name}_${String(process.pid)}`
    const result = await runs.run(process.env['TEST_DATABASE_URL'] ?? '', name, {
      indexes: selectPart(indexes, part),
      seed,
      onRun: () => console.log(RUN_FINISHED),
    })
    console.log(JSON.stringify(result))
    return 0
  }
  console.log(`${String(indexes.length)} runs, seed ${String(seed)}, shard ${String(shard.nth)}/${String(shard.of)}`)
  const began = performance.now()
  const results = await runInProcesses(Math.min(numberOption('processes', PROCESSES), indexes.length))
  const seconds = Math.round((performance.now() - began) / 1000)
  return reportResults(runs, { ...sum(results), seed, seconds, isComplete: shard.of === 1 })
}

/** Runs this program in several processes on one PostgreSQL. */
async function runInProcesses(processes: number): Promise<ShardResult[]> {
  const postgres = await startPostgres()
  const env = { ...process.env, TEST_DATABASE_URL: postgres.url }
  const began = performance.now()
  let finished = 0
  const countRun = () => {
    finished += 1
    if (finished % LOG_EVERY === 0)
      console.log(`${String(finished)} runs, ${String(Math.round((performance.now() - began) / 1000))} s`)
  }
  const runProcess = async (nth: number): Promise<ShardResult> => {
    const args = [...process.argv.slice(1), '--process', `${String(nth)}/${String(processes)}`]
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    let last = ''
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === RUN_FINISHED) countRun()
      else last = line
    })
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new Error(`process ${String(nth)} ended with ${String(code)}`)
    return JSON.parse(last) as ShardResult
  }
  try {
    return await Promise.all(Array.from({ length: processes }, (_, index) => runProcess(index + 1)))
  } finally {
    await postgres.stop()
  }
}

type Counts = Required<Pick<ShardResult, 'runs' | 'kills' | 'counts'>> & { violations: number }
type MergedCounts = Counts & { seed: number; seconds: number; isComplete: boolean }
type Part = Pick<ShardResult, 'runs' | 'kills' | 'counts'> & { violations: readonly string[] | number }

const addTo = (sums: Record<string, number>, numbers: Readonly<Record<string, number>>): void => {
  for (const [name, count] of Object.entries(numbers)) sums[name] = (sums[name] ?? 0) + count
}

function sum(results: readonly Part[]): Counts {
  const total: Counts = { runs: 0, kills: {}, counts: {}, violations: 0 }
  for (const { runs, kills, counts = {}, violations } of results) {
    total.runs += runs
    total.violations += typeof violations === 'number' ? violations : violations.length
    addTo(total.kills, kills)
    addTo(total.counts, counts)
  }
  return total
}

const KILLED_AT = 'killed at '
const COUNTED = 'count of '
const VIOLATIONS = 'effects lost or doubled, and unexpected states'

function reportResults(
  { name, points, minRunsForCoverage }: KillRunOptions,
  { runs, kills, counts, violations, seed, seconds, isComplete }: MergedCounts,
): number {
  const counted: Readonly<Record<string, number>> = kills
  const killsAt = (point: string) => counted[point] ?? 0
  const required: readonly string[] = points
  // Points at which servers were killed, besides those that need a number of kills each.
  const others = Object.keys(counted).filter((point) => point !== 'anywhere' && !required.includes(point))
  // A short run, or a shard of one, does not reach all points.
  const needed = isComplete && runs >= minRunsForCoverage ? KILLS_PER_POINT : 0
  const missing = Math.max(0, needed - Math.min(...points.map(killsAt)))
  const figures: Figure[] = [
    { what: 'runs', value: runs, unit: '' },
    ...[...points, ...others.toSorted(), 'anywhere'].map((point) => ({
      what: KILLED_AT + point,
      value: killsAt(point),
      unit: '',
    })),
    ...Object.entries(counts).map(([counter, value]) => ({ what: COUNTED + counter, value, unit: '' })),
    { what: 'missing kills at the rarest fail point', value: missing, unit: '', goal: 0 },
    { what: VIOLATIONS, value: violations, unit: '', goal: 0 },
    { what: 'seed', value: seed, unit: '' },
    { what: 'seconds', value: seconds, unit: 's' },
  ]
  return report(name, figures, { postgresql: '18' })
}

const figuresAfter = (prefix: string, figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(figures).flatMap(([what, count]) =>
      what.startsWith(prefix) ? [[what.slice(prefix.length), count]] : [],
    ),
  )

/** Merges the last lines of several shards' output. */
function mergeFiles({ name }: KillRunOptions, files: readonly string[]): MergedCounts {
  const parts = files.map((file) => {
    const line = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? ''
    return JSON.parse(line) as { name: string; figures: Record<string, number> }
  })
  const seeds = [...new Set(parts.map(({ figures }) => figures['seed']))]
  if (parts.some((other) => other.name !== name) || seeds.length !== 1)
    throw new Error('only shards of one run, with one seed, can be merged')
  const shards = parts.map(({ figures }) => ({
    runs: figures['runs'] ?? 0,
    violations: figures[VIOLATIONS] ?? 1,
    kills: figuresAfter(KILLED_AT, figures),
    counts: figuresAfter(COUNTED, figures),
  }))
  const seconds = Math.max(...parts.map(({ figures }) => figures['seconds'] ?? 0))
  return { ...sum(shards), seed: seeds[0] ?? 0, seconds, isComplete: true }
}
