import { failPointNames } from '@desk/server/ports/fail-points'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestPlan } from '../faults/kill-plan.ts'
import { runShard } from '../faults/kill-shard.ts'
import { startPostgres } from '../lib/postgres.mjs'

const SEED = 20_261_124
/** Enough to kill once at each point: every fourth kill is at a random time instead. */
const RUNS = Math.ceil((failPointNames.length * 4) / 3)
/** Environments in parallel; each mostly waits for leases and starting servers. */
const ENVIRONMENTS = 2

let postgres: Awaited<ReturnType<typeof startPostgres>>
beforeAll(async () => void (postgres = await startPostgres()))
afterAll(() => postgres.stop())

describe('two servers, one of which is killed at each fail point while WeCom fails too', () => {
  it('every effect is executed once, and no request ends in a wrong state', async () => {
    const indexes = Array.from({ length: RUNS }, (_, index) => index)
    const planOf = (index: number) => requestPlan(index, SEED)
    const shards = Array.from({ length: ENVIRONMENTS }, (_, nth) =>
      runShard(postgres.url, `desk_built_${String(process.pid)}_${String(nth)}`, {
        indexes: indexes.filter((index) => index % ENVIRONMENTS === nth),
        planOf,
      }),
    )
    const results = await Promise.all(shards)
    expect(results.flatMap(({ violations }) => violations)).toEqual([])
    // A new fail point needs a scenario that reaches it.
    const reached = new Set(results.flatMap(({ kills }) => Object.keys(kills)))
    expect(failPointNames.filter((name) => !reached.has(name))).toEqual([])
  })
})
