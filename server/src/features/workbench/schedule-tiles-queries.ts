import { sql } from 'drizzle-orm'
import { insertAll } from '../../db/json-parameters.ts'
import type { Tx } from '../../db/database.ts'
import { workbenchTiles } from '../../db/schema/index.ts'
import type { Subscriptions } from '../../domain-events/domain-events.ts'
import { enqueue, type OutboxRow } from '../../outbox/outbox-queries.ts'

export const TILE_TOPIC = 'workbench.tile'

/** 10 calls a minute and member (doc 92535). */
export const TILE_PACE_MS = 6_000

export const tileSubscriptions: Subscriptions = {
  'workload.changed': (tx, { userids, at }) => scheduleTiles(tx, userids, at),
}

/**
 * The numbers on these people's tiles may have changed. Written in the transaction that changed them; the tiles follow
 * within a pace, all changes of that time in one go.
 */
async function scheduleTiles(tx: Tx, userids: readonly string[], at: Date): Promise<void> {
  // In one order always, so that two transactions with the same people never wait for each other.
  const people = [...new Set(userids.map((userid) => userid.toLowerCase()))].sort()
  if (people.length === 0) return
  const rows = people.map((userid) => ({ userid, wanted: 1, told: 0 }))
  await tx.execute(sql`${insertAll(workbenchTiles, rows)}
    on conflict (userid) do update set wanted = ${workbenchTiles.wanted} + 1`)
  await enqueue(tx, [tileJob(at)])
}

/** The job of the next pace. Never that of a pace which has begun: its job may have counted already. */
export function tileJob(now: Date): OutboxRow {
  const pace = Math.floor(now.getTime() / TILE_PACE_MS) + 1
  return {
    topic: TILE_TOPIC,
    payload: {},
    dedupeKey: `${TILE_TOPIC}:${String(pace)}`,
    groupKey: TILE_TOPIC,
    runAt: new Date(pace * TILE_PACE_MS),
  }
}
