import { gt, sql } from 'drizzle-orm'
import { insertAll } from '../../db/json-parameters.ts'
import type { Tx } from '../../db/database.ts'
import { workbenchTiles } from '../../db/schema/index.ts'
import type { Subscriptions } from '../../domain-events/domain-events.ts'
import { enqueue, type OutboxRow } from '../../outbox/outbox-queries.ts'

export const TILE_TOPIC = 'workbench.tile'

/** Minimum interval between updates of a tile: WeCom allows 10 calls per minute and member (doc 92535). */
export const TILE_PACE_MS = 6_000

export const tileSubscriptions: Subscriptions = {
  'workload.changed': (tx, { userids, at }) => scheduleTiles(tx, userids, at),
  'policy.retired': (tx, { at }) => refreshTilesToSign(tx, at),
}

/** Marks all tiles that show something to sign as stale: one policy fewer has to be signed. */
async function refreshTilesToSign(tx: Tx, at: Date): Promise<void> {
  await tx
    .update(workbenchTiles)
    .set({ wanted: sql`${workbenchTiles.wanted} + 1` })
    .where(gt(workbenchTiles.shownToSign, 0))
  await enqueue(tx, [tileJob(at)])
}

/**
 * Marks the tiles of these members as stale and schedules their update, in the transaction that changed the counters. All
 * changes within one interval share an update.
 */
async function scheduleTiles(tx: Tx, userids: readonly string[], at: Date): Promise<void> {
  // Sorted, so that transactions with the same members do not deadlock.
  const sorted = [...new Set(userids.map((userid) => userid.toLowerCase()))].sort()
  if (sorted.length === 0) return
  const rows = sorted.map((userid) => ({ userid, wanted: 1, told: 0 }))
  await tx.execute(sql`${insertAll(workbenchTiles, rows)}
    on conflict (userid) do update set wanted = ${workbenchTiles.wanted} + 1`)
  await enqueue(tx, [tileJob(at)])
}

/** Returns the job of the next interval. The job of the current interval may have counted already. */
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
