import { sum } from '@desk/shared/kernel/sum'
import type { OutboxHealth } from '@desk/shared/outbox/outbox-schemas'
import { settingCauses } from '@desk/shared/outbox/setting-causes'
import { and, desc, eq, isNull, ne, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { textArray } from '../../db/json-parameters.ts'
import { outbox } from '../../db/schema/index.ts'
import { isDead } from './find-jobs-queries.ts'

type OutboxFacts = typeof outbox.$inferSelect

export type TopicFigures = {
  topic: string
  due: number
  later: number
  inFlight: number
  failing: number
  oldestDueAt: Date | null
  /** A cause for which pending jobs wait until an operator corrects a setting; null: none waits for that. */
  heldBy: string | null
}

/**
 * Counts pending jobs by topic. `now` is business time; leases use the database's clock. A job that waits behind an earlier
 * one of its group is not due, since it cannot run yet.
 */
export async function countBacklogByTopic(db: Database, now: Date): Promise<TopicFigures[]> {
  const { id, topic, groupKey, runAt, leasedUntil, attempts } = outbox
  const open = db
    .select({
      topic,
      runAt,
      leasedUntil,
      attempts,
      lastError: outbox.lastError,
      isFirst: sql<boolean>`row_number() over (partition by ${groupKey} order by ${id}) = 1`.as('is_first'),
    })
    .from(outbox)
    .where(and(isNull(outbox.doneAt), isNull(outbox.deadAt)))
    .as('open')
  const leased = sql`coalesce(${open.leasedUntil} > clock_timestamp(), false)`
  const isDue = sql`(${open.isFirst} and ${open.runAt} <= ${now.toISOString()}::timestamptz and not ${leased})`
  const rows = await db
    .select({
      topic: open.topic,
      due: sql<number>`(count(*) filter (where ${isDue}))::int`,
      later: sql<number>`(count(*) filter (where not ${isDue} and not ${leased}))::int`,
      inFlight: sql<number>`(count(*) filter (where ${leased}))::int`,
      failing: sql<number>`(count(*) filter (where ${open.attempts} > 0))::int`,
      oldestDueAt: sql<string | Date | null>`min(${open.runAt}) filter (where ${isDue})`,
      heldBy: sql<
        string | null
      >`min(${open.lastError}) filter (where ${open.lastError} = any(${textArray(settingCauses)}))`,
    })
    .from(open)
    .groupBy(open.topic)
    .orderBy(open.topic)
  return rows.map((row) => ({ ...row, oldestDueAt: row.oldestDueAt === null ? null : new Date(row.oldestDueAt) }))
}

/** Maximum number of jobs, the newest, that the figures of a day consider. */
export const DAY_JOBS_MAX = 10_000
const SLOT_SECONDS = 1800

type DaySlot = { at: Date; once: number; again: number; stopped: number }

const countWhere = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`

/**
 * Counts the jobs that ended since an instant, by half hour. Reads a bounded number of rows, whatever the outbox holds; `isPartial`:
 * there may be more, since older jobs were not read.
 */
export async function countEndedSince(db: Database, since: Date): Promise<{ slots: DaySlot[]; isPartial: boolean }> {
  const newest = db
    .select({
      attempts: outbox.attempts,
      doneAt: outbox.doneAt,
      endedAt: sql<Date>`coalesce(${outbox.doneAt}, ${outbox.deadAt})`.as('ended_at'),
    })
    .from(outbox)
    .orderBy(desc(outbox.id))
    .limit(DAY_JOBS_MAX)
    .as('newest')
  // All other jobs are one row without a slot.
  const slot = sql<number | null>`case when ${newest.endedAt} > ${since.toISOString()}::timestamptz
    then floor(extract(epoch from ${newest.endedAt}) / ${sql.raw(String(SLOT_SECONDS))})::int end`
  const rows = await db
    .select({
      slot,
      once: countWhere(sql`${newest.doneAt} is not null and ${newest.attempts} = 0`),
      again: countWhere(sql`${newest.doneAt} is not null and ${newest.attempts} > 0`),
      stopped: countWhere(sql`${newest.doneAt} is null`),
      read: sql<number>`count(*)::int`,
    })
    .from(newest)
    .groupBy(sql`1`)
    .orderBy(sql`1`)
  return {
    slots: rows.flatMap(({ slot: index, read: _read, ...figures }) =>
      index === null ? [] : [{ at: new Date(index * SLOT_SECONDS * 1000), ...figures }],
    ),
    isPartial: sum(rows.map(({ read }) => read)) >= DAY_JOBS_MAX,
  }
}

/** Bounds of the ranges by which latencies are counted, in milliseconds. The last range has no end. */
const LATENCY_BOUNDS_MS: readonly number[] = [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000]
const latencyRanges = LATENCY_BOUNDS_MS.map((fromMs, index) => ({ fromMs, toMs: LATENCY_BOUNDS_MS[index + 1] ?? null }))

type Latency = Required<Pick<OutboxHealth, 'latency' | 'latencyLeftOut'>>

/**
 * Measures how long the jobs took that were done since an instant, from the time for which they were planned; null without
 * any. A deferral or a retry replaces that time: such jobs are left out, and their number is returned. Reads no more rows than
 * `countEndedSince`.
 */
export async function measureLatencySince(db: Database, since: Date): Promise<Latency> {
  const { runAt, doneAt, attempts, lastError } = outbox
  const newest = db
    .select({
      doneAt,
      attempts,
      lastError,
      // Not below 0: the clocks of two servers may disagree.
      tookMs: sql<number>`(round(greatest(0, extract(epoch from ${doneAt} - ${runAt})) * 1000))::float8`.as('took_ms'),
    })
    .from(outbox)
    .orderBy(desc(outbox.id))
    .limit(DAY_JOBS_MAX)
    .as('newest')
  const isDoneByFirstRun = sql`(${newest.attempts} = 0 and ${newest.lastError} is null)`
  const percentile = (share: number) =>
    sql<
      number | null
    >`percentile_disc(${sql.raw(String(share))}) within group (order by ${newest.tookMs}) filter (where ${isDoneByFirstRun})`
  const counts = latencyRanges.map(({ fromMs, toMs }) => {
    const isLonger = sql`${isDoneByFirstRun} and ${newest.tookMs} >= ${sql.raw(String(fromMs))}`
    return countWhere(toMs === null ? isLonger : sql`${isLonger} and ${newest.tookMs} < ${sql.raw(String(toMs))}`)
  })
  const [row] = await db
    .select({
      medianMs: percentile(0.5),
      p95Ms: percentile(0.95),
      counts: sql<number[]>`jsonb_build_array(${sql.join(counts, sql`, `)})`,
      leftOut: countWhere(sql`not ${isDoneByFirstRun}`),
    })
    .from(newest)
    .where(sql`${newest.doneAt} > ${since.toISOString()}::timestamptz`)
  const latencyLeftOut = row?.leftOut ?? 0
  if (!row || row.medianMs === null || row.p95Ms === null) return { latency: null, latencyLeftOut }
  const ranges = latencyRanges.map((range, index) => ({ ...range, count: row.counts[index] ?? 0 }))
  return { latency: { medianMs: row.medianMs, p95Ms: row.p95Ms, ranges }, latencyLeftOut }
}

export const countDead = (db: Database): Promise<number> => db.$count(outbox, isDead)

/** Counts the dead letters by cause, the most frequent first, with the oldest of each. */
export async function countDeadByCause(db: Database): Promise<{ id: number; cause: string; count: number }[]> {
  const cause = sql<string>`coalesce(${outbox.lastError}, '')`
  return db
    .select({ id: sql`min(${outbox.id})`.mapWith(Number), cause, count: sql<number>`count(*)::int` })
    .from(outbox)
    .where(isDead)
    .groupBy(cause)
    .orderBy(sql`count(*) desc`, cause)
}

/** Lists the dead letters of a cause, the oldest first. */
export async function listDeadOfCause(db: Database, cause: string, limit: number): Promise<number[]> {
  const rows = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(isDead, eq(outbox.lastError, cause)))
    .orderBy(outbox.id)
    .limit(limit)
  return rows.map(({ id }) => id)
}

/** Returns the row, locked until the transaction ends. */
export async function lockRow(tx: Tx, id: number): Promise<OutboxFacts | null> {
  const [row] = await tx.select().from(outbox).where(eq(outbox.id, id)).for('update')
  return row ?? null
}

export async function findRow(db: Database, id: number): Promise<OutboxFacts | null> {
  const [row] = await db.select().from(outbox).where(eq(outbox.id, id))
  return row ?? null
}

/** Returns whether another pending job has the same deduplication key. */
export async function hasPendingDuplicate(tx: Tx, row: OutboxFacts): Promise<boolean> {
  const isDuplicate = and(
    eq(outbox.dedupeKey, row.dedupeKey),
    ne(outbox.id, row.id),
    isNull(outbox.doneAt),
    isNull(outbox.deadAt),
  )
  return (await tx.$count(outbox, isDuplicate)) > 0
}

/** Requeues a dead letter with all attempts available again. */
export async function requeueRow(tx: Tx, id: number, runAt: Date): Promise<void> {
  await tx.update(outbox).set({ deadAt: null, attempts: 0, runAt, leasedUntil: null }).where(eq(outbox.id, id))
}

export async function closeDead(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.update(outbox).set({ doneAt: at }).where(eq(outbox.id, id))
}
