import { failPointNames } from '@desk/server/ports/fail-points'
import { describe, expect, it } from 'vitest'
import { requestPlan } from '../faults/kill-plan.ts'
import { runShard } from '../faults/kill-shard.ts'
import { startPostgres } from '../lib/postgres.mjs'

const SEED = 20_261_124
/** Each point once, and every fourth one at a random moment. */
const RUNS = Math.ceil((failPointNames.length * 4) / 3)
/** Side by side: each mostly waits for leases and for starting servers. */
const WORLDS = 2

describe('two servers of which one is killed, at each point in turn, while the platform fails too', () => {
  it('do everything once, and leave each request where a person understands it', { timeout: 600_000 }, async () => {
    const postgres = await startPostgres()
    const indexes = Array.from({ length: RUNS }, (_, index) => index)
    const planOf = (index: number) => requestPlan(index, SEED)
    const worlds = await Promise.all(
      Array.from({ length: WORLDS }, (_, nth) =>
        runShard(postgres.url, `desk_built_${String(process.pid)}_${String(nth)}`, {
          indexes: indexes.filter((index) => index % WORLDS === nth),
          planOf,
        }),
      ),
    ).finally(() => postgres.stop())
    expect(worlds.flatMap(({ offences }) => offences)).toEqual([])
    // A new point needs a journey that passes it.
    const died = new Set(worlds.flatMap(({ kills }) => Object.keys(kills)))
    expect(failPointNames.filter((name) => !died.has(name))).toEqual([])
  })
})
