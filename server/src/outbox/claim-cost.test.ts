import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { outbox } from '../db/schema/index.ts'
import { type Kit, test } from '../testing/kit.ts'
import { claimJob, enqueue } from './outbox-queries.ts'

const BACKLOG = 3000
const CLAIMS = 20
/** Index entries per claim; the backlog would be a hundred times as many. */
const MAX_PER_CLAIM = 60

async function entriesRead({ deps }: Kit): Promise<number> {
  await deps.db.execute(sql`select pg_stat_force_next_flush()`)
  const result = await deps.db.execute(
    sql`select coalesce(sum(idx_tup_read), 0)::int + coalesce((select seq_tup_read from pg_stat_user_tables where relname = 'outbox'), 0)::int as count
        from pg_stat_user_indexes where relname = 'outbox'`,
  )
  return (result as unknown as { rows: { count: number }[] }).rows[0]?.count ?? 0
}

describe('claiming', () => {
  test('costs the same however much is waiting, also with the statistics of an empty queue', async ({ kit }) => {
    const { db, clock } = kit.deps
    await db.execute(sql`analyze ${outbox}`)
    const rows = Array.from({ length: BACKLOG }, (_, index) => {
      const key = `job:${index}`
      return { topic: 'x', payload: {}, dedupeKey: key, groupKey: key, runAt: clock.now() }
    })
    await db.transaction((tx) => enqueue(tx, rows))
    const before = await entriesRead(kit)
    for (let claim = 0; claim < CLAIMS; claim += 1) expect(await claimJob(db, clock.now(), 8000)).not.toBeNull()
    expect((await entriesRead(kit)) - before).toBeLessThan(MAX_PER_CLAIM * CLAIMS)
  })
})
