import type { FailPointName } from '@desk/server/ports/fail-points'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Figure, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import type { Plan } from './kill-plan.ts'
import { runShard, type ShardResult } from './kill-shard.ts'
import { numberOption, textOption } from './run-options.ts'

type Runs = {
  name: string
  points: readonly FailPointName[]
  /** From so many runs on, each point must have been died at `KILLS_PER_POINT` times. */
  enough: number
  defaultRuns: number
  planOf(index: number, seed: number): Plan
}

const KILLS_PER_POINT = 20
const DEFAULT_SEED = 20_261_124
/** Side by side in this machine; each mostly waits for leases and starting servers. */
const WORLDS = 4

/** What a world says to whoever started it, beside its result. */
const RUN_OVER = 'run over'
const SAY_EVERY = 50

/** `i/n` of an option, counted from 1. */
function part(name: string): { nth: number; of: number } {
  const [nth = 1, of = 1] = (textOption(name) ?? '1/1').split('/').map(Number)
  if (!(Number.isInteger(nth) && Number.isInteger(of) && nth >= 1 && nth <= of)) throw new Error(`--${name} wants i/n`)
  return { nth, of }
}

const every = (list: readonly number[], { nth, of }: { nth: number; of: number }) =>
  list.filter((_, at) => at % of === nth - 1)

/**
 * Kills servers while stories are told. The whole, a shard of it (`--shard i/n`), one run of it (`--only index`), or what
 * shards on several machines printed (`--merge FILE…`). Resolves with the exit status.
 */
export async function killRuns(runs: Runs): Promise<number> {
  const seed = numberOption('seed', DEFAULT_SEED)
  const total = numberOption('runs', runs.defaultRuns)
  const merged = process.argv.indexOf('--merge')
  if (merged >= 0) return conclude(runs, mergeFiles(runs, process.argv.slice(merged + 1)))
  const only = textOption('only')
  const shard = part('shard')
  const all = Array.from({ length: total }, (_, index) => index)
  const indexes = only === null ? every(all, shard) : [Number(only)]
  if (textOption('world') !== null) {
    const world = part('world')
    const name = `desk_${runs.name}_${String(process.pid)}`
    const planOf = (index: number) => runs.planOf(index, seed)
    const result = await runShard(process.env['TEST_DATABASE_URL'] ?? '', name, {
      indexes: every(indexes, world),
      planOf,
      onRun: () => console.log(RUN_OVER),
    })
    console.log(JSON.stringify(result))
    return 0
  }
  console.log(`${String(indexes.length)} runs, seed ${String(seed)}, shard ${String(shard.nth)}/${String(shard.of)}`)
  const began = performance.now()
  const results = await inWorlds(Math.min(numberOption('worlds', WORLDS), indexes.length))
  const seconds = Math.round((performance.now() - began) / 1000)
  return conclude(runs, { ...sum(results), seed, seconds, isWhole: shard.of === 1 })
}

/** This very program, once for each world, on one PostgreSQL. */
async function inWorlds(worlds: number): Promise<ShardResult[]> {
  const postgres = await startPostgres()
  const env = { ...process.env, TEST_DATABASE_URL: postgres.url }
  const began = performance.now()
  let over = 0
  const count = () => {
    over += 1
    if (over % SAY_EVERY === 0)
      console.log(`${String(over)} runs, ${String(Math.round((performance.now() - began) / 1000))} s`)
  }
  const one = async (nth: number): Promise<ShardResult> => {
    const args = [...process.argv.slice(1), '--world', `${String(nth)}/${String(worlds)}`]
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    let last = ''
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === RUN_OVER) count()
      else last = line
    })
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new Error(`world ${String(nth)} ended with ${String(code)}`)
    return JSON.parse(last) as ShardResult
  }
  try {
    return await Promise.all(Array.from({ length: worlds }, (_, at) => one(at + 1)))
  } finally {
    await postgres.stop()
  }
}

type Counts = Pick<ShardResult, 'runs' | 'kills'> & { offences: number }
type Whole = Counts & { seed: number; seconds: number; isWhole: boolean }

const sum = (results: readonly (Omit<Counts, 'offences'> & { offences: readonly string[] | number })[]): Counts => {
  const kills: Record<string, number> = {}
  for (const result of results)
    for (const [point, count] of Object.entries(result.kills)) kills[point] = (kills[point] ?? 0) + count
  const add = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0)
  return {
    runs: add(results.map((result) => result.runs)),
    kills,
    offences: add(results.map(({ offences }) => (typeof offences === 'number' ? offences : offences.length))),
  }
}

const KILLED_AT = 'killed at '
const OFFENCES = 'effects lost or doubled, states that nobody understands'

function conclude({ name, points, enough }: Runs, { runs, kills, offences, seed, seconds, isWhole }: Whole): number {
  const killsAt = (point: FailPointName | 'anywhere') => kills[point] ?? 0
  // A short run, or a part of one, cannot have them all.
  const wanted = isWhole && runs >= enough ? KILLS_PER_POINT : 0
  const missing = Math.max(0, wanted - Math.min(...points.map(killsAt)))
  const figures: Figure[] = [
    { what: 'runs', value: runs, unit: '' },
    ...[...points, 'anywhere' as const].map((point) => ({ what: KILLED_AT + point, value: killsAt(point), unit: '' })),
    { what: 'kills that are missing at the rarest point', value: missing, unit: '', goal: 0 },
    { what: OFFENCES, value: offences, unit: '', goal: 0 },
    { what: 'seed', value: seed, unit: '' },
    { what: 'seconds', value: seconds, unit: 's' },
  ]
  return report(name, figures, { postgresql: '18' })
}

/** The last lines of several shards' output, as if one machine had run them all. */
function mergeFiles({ name }: Runs, files: readonly string[]): Whole {
  const parts = files.map((file) => {
    const line = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? ''
    return JSON.parse(line) as { name: string; figures: Record<string, number> }
  })
  const seeds = [...new Set(parts.map(({ figures }) => figures['seed']))]
  if (parts.some((other) => other.name !== name) || seeds.length !== 1)
    throw new Error('only shards of one run, with one seed, can be merged')
  const shards = parts.map(({ figures }) => ({
    runs: figures['runs'] ?? 0,
    offences: figures[OFFENCES] ?? 1,
    kills: Object.fromEntries(
      Object.entries(figures).flatMap(([what, count]) =>
        what.startsWith(KILLED_AT) ? [[what.slice(KILLED_AT.length), count]] : [],
      ),
    ),
  }))
  const seconds = Math.max(...parts.map(({ figures }) => figures['seconds'] ?? 0))
  return { ...sum(shards), seed: seeds[0] ?? 0, seconds, isWhole: true }
}
