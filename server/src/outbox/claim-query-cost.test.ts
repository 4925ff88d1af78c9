import { DAY_MS } from '@desk/shared/kernel/durations'
import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { outbox } from '../db/schema/index.ts'
import { type Kit, test } from '../testing/kit.ts'
import { renewTables, testDatabase } from '../testing/database/test-database.ts'
import { sampleOfCases } from '../testing/sample-of-cases.ts'
import { claimJob, enqueue } from './outbox-queries.ts'
import { rowsOf } from '../db/rows-of.ts'

const BACKLOG = 3000
const CLAIMS = 20
/** Maximum index entries read per claim; the backlog is a hundred times as many. */
const MAX_PER_CLAIM = 60

async function countEntriesRead({ deps }: Kit): Promise<number> {
  await deps.db.execute(sql`select pg_stat_force_next_flush()`)
  const [read] = await rowsOf<{ count: number }>(
    deps.db,
    sql`select coalesce(sum(idx_tup_read), 0)::int + coalesce((select seq_tup_read from pg_stat_user_tables where relname = 'outbox'), 0)::int as count
        from pg_stat_user_indexes where relname = 'outbox'`,
  )
  return read?.count ?? 0
}

type RowTimes = { runAt?: Date; doneAt?: Date }

async function fillQueue({ deps: { db, clock } }: Kit, count: number, { runAt = clock.now(), doneAt }: RowTimes = {}) {
  const rows = Array.from({ length: count }, (_, index) => {
    const key = `job:${index}`
    return { topic: 'x', payload: {}, dedupeKey: key, groupKey: key, runAt, doneAt, attempts: 0, fence: 0 }
  })
  await db.insert(outbox).values(rows)
}

const analyze = ({ deps }: Kit) => deps.db.execute(sql`analyze ${outbox}`)

/** Fills the queue after the planner has analyzed another state of it, or this one. */
const statisticsOf: Record<string, (kit: Kit) => Promise<void>> = {
  'an empty queue': async (kit) => {
    await analyze(kit)
    await fillQueue(kit, BACKLOG)
  },
  'a new database without statistics': (kit) => fillQueue(kit, BACKLOG),
  'a queue whose jobs are done': async (kit) => {
    await fillQueue(kit, BACKLOG, { doneAt: kit.deps.clock.now() })
    await analyze(kit)
    await fillQueue(kit, BACKLOG)
  },
  'the present queue': async (kit) => {
    await fillQueue(kit, BACKLOG)
    await analyze(kit)
  },
  'jobs of yesterday, nearly all done': async (kit) => {
    const { db, clock } = kit.deps
    const yesterday = new Date(clock.now().getTime() - DAY_MS)
    await fillQueue(kit, 100, { runAt: yesterday, doneAt: yesterday })
    await fillQueue(kit, 3, { runAt: yesterday })
    await analyze(kit)
    await db.delete(outbox)
    await fillQueue(kit, BACKLOG)
  },
}

const allStatistics = Object.keys(statisticsOf)
/** The embedded database has the same planner, and takes four times as long to be emptied. */
const statistics = testDatabase.isEmbedded ? sampleOfCases(allStatistics, 0, 3) : allStatistics

describe.for(statistics)('with planner statistics of %s', (state) => {
  test('claimJob reads few index entries of a large backlog', async ({ kit }) => {
    const { db, clock } = kit.deps
    await renewTables()
    await statisticsOf[state]!(kit)
    const before = await countEntriesRead(kit)
    for (let claim = 0; claim < CLAIMS; claim += 1) expect(await claimJob(db, clock.now(), 8000)).not.toBeNull()
    expect((await countEntriesRead(kit)) - before).toBeLessThan(MAX_PER_CLAIM * CLAIMS)
  })

  test('claimJob reads no jobs of other topics to find the due jobs of one topic', async ({ kit }) => {
    const { db, clock } = kit.deps
    await renewTables()
    await statisticsOf[state]!(kit)
    const now = clock.now()
    const job = { payload: {}, runAt: now }
    await db.transaction((tx) => enqueue(tx, [{ ...job, topic: 'urgent', dedupeKey: 'urgent', groupKey: 'urgent' }]))
    const before = await countEntriesRead(kit)
    expect(await claimJob(db, now, 8000, ['other', 'urgent'])).toMatchObject({ topic: 'urgent' })
    for (let claim = 1; claim < CLAIMS; claim += 1)
      expect(await claimJob(db, now, 8000, ['other', 'urgent'])).toBeNull()
    expect((await countEntriesRead(kit)) - before).toBeLessThan(MAX_PER_CLAIM * CLAIMS)
  })
})
