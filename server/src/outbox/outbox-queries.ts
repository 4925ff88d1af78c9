import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { outbox, settings } from '../db/schema/index.ts'
import { asyncCommit } from '../db/async-commit.ts'
import { insertAll } from '../db/json-parameters.ts'
import { unansweredCauses } from './classify-failure.ts'
import { outboxPause } from './outbox-pause.ts'
import { wakeWorker } from './wake-worker.ts'

export type OutboxRow = {
  topic: string
  payload: unknown
  /** At most one open job per key; a second one is silently dropped. */
  dedupeKey: string
  /** Jobs of a group run one after the other. */
  groupKey: string
  runAt: Date
}

/**
 * A claimed job. `fence` identifies the lease: a worker with an older one can no longer settle the job. `lastError`: the cause
 * of its last failure or wait.
 */
export type Job = {
  id: number
  topic: string
  payload: unknown
  attempts: number
  fence: number
  lastError: string | null
}

/** Adds jobs in the transaction of the change that needs them. The worker runs them after the commit. */
export async function enqueue(tx: Tx, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => ({ ...row, attempts: 0, fence: 0 }))
  await tx.execute(sql`${insertAll(outbox, values)} on conflict do nothing`)
  wakeWorker(tx)
}

/** Deletes the open jobs of a group. A worker that runs one of them loses its lease, and its writes are rolled back. */
export async function cancelGroup(tx: Tx, groupKey: string): Promise<void> {
  await tx.delete(outbox).where(and(eq(outbox.groupKey, groupKey), isNull(outbox.doneAt), isNull(outbox.deadAt)))
}

/**
 * Deletes the open jobs of a group that no worker runs. A running job continues and has to find out itself that it is
 * no longer needed; the next job of the group waits for it.
 */
export async function cancelWaiting(tx: Tx, groupKey: string): Promise<void> {
  const isIdle = sql`(${outbox.leasedUntil} is null or ${outbox.leasedUntil} < clock_timestamp())`
  await tx
    .delete(outbox)
    .where(and(eq(outbox.groupKey, groupKey), isNull(outbox.doneAt), isNull(outbox.deadAt), isIdle))
}

/**
 * Claims the next due job that is not leased and has no earlier job in its group; null when there is none, or while
 * paused. `now` is business time; the lease, in milliseconds, runs on the database's clock. Of listed topics, the first
 * one that has such a job. SQL functions find it, planned without sorting (see migrations 0024 and 0074).
 */
export async function claimJob(
  db: Database,
  now: Date,
  leaseMs: number,
  topics: Topics = { except: [] },
): Promise<Job | null> {
  const asked = sql`${now.toISOString()}::timestamptz`
  const first =
    'except' in topics
      ? sql`outbox_first_due(${asked}, ${sql.param(topics.except)}::text[])`
      : sql`coalesce(${sql.join(
          topics.map((topic) => sql`outbox_first_due_of(${asked}, ${topic})`),
          sql`, `,
        )})`
  const due = sql`(
    select ${first} where not exists (
      select 1 from ${settings} where key = ${outboxPause.key} and value = 'true'::jsonb))`
  const [row] = await db
    .update(outbox)
    .set({ fence: sql`${outbox.fence} + 1`, leasedUntil: leaseEnd(leaseMs) })
    .where(and(eq(outbox.id, due), asyncCommit))
    .returning({
      id: outbox.id,
      topic: outbox.topic,
      payload: outbox.payload,
      attempts: outbox.attempts,
      fence: outbox.fence,
      lastError: outbox.lastError,
    })
  return row ?? null
}

/** Extends the lease. Returns false when another worker has taken over the job. */
export async function extendLease(db: Database, job: Job, leaseMs: number): Promise<boolean> {
  return isOneRow(
    db
      .update(outbox)
      .set({ leasedUntil: leaseEnd(leaseMs) })
      .where(and(stillHeld(job), asyncCommit)),
  )
}

/**
 * Returns whether the lease is still valid; locks the row until the transaction ends, so that no other worker takes
 * over. Without `isDurable` the transaction commits without waiting for the disk.
 */
export async function holdsLease(tx: Tx, job: Job, { isDurable }: { isDurable: boolean }): Promise<boolean> {
  const isHeld = isDurable ? stillHeld(job) : and(stillHeld(job), asyncCommit)
  const rows = await tx.select({ id: outbox.id }).from(outbox).where(isHeld).for('update')
  return rows.length === 1
}

/** Marks the job done. Returns false when the lease was lost: the caller must roll back its writes. */
export async function settleDone(tx: Tx, job: Job, at: Date): Promise<boolean> {
  return isOneRow(tx.update(outbox).set({ doneAt: at, leasedUntil: null }).where(stillHeld(job)))
}

export type Postponement = { runAt: Date; attempts: number; lastError: string }

/** Puts the job back for a later attempt. Returns false when the lease was lost, as `settleDone` does. */
export async function postpone(tx: Tx, job: Job, later: Postponement): Promise<boolean> {
  return isOneRow(
    tx
      .update(outbox)
      .set({ ...later, leasedUntil: null })
      .where(stillHeld(job)),
  )
}

/** Moves the job to the dead letters. Returns false as `settleDone` does. */
export async function moveToDeadLetter(tx: Tx, job: Job, at: Date, lastError: string): Promise<boolean> {
  const dead = { deadAt: at, leasedUntil: null, lastError, attempts: job.attempts + 1 }
  return isOneRow(tx.update(outbox).set(dead).where(stillHeld(job)))
}

/** Returns whether a job waits because WeCom does not respond. */
export async function hasUnansweredJobs(db: Database): Promise<boolean> {
  const [row] = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(isNull(outbox.doneAt), isNull(outbox.deadAt), inArray(outbox.lastError, [...unansweredCauses])))
    .limit(1)
  return row !== undefined
}

/** The listed topics, most urgent first, or all topics except the listed ones. */
type Topics = readonly string[] | { except: readonly string[] }

const leaseEnd = (leaseMs: number) => sql`clock_timestamp() + make_interval(secs => ${leaseMs / 1000})`

const stillHeld = (job: Job) =>
  and(eq(outbox.id, job.id), eq(outbox.fence, job.fence), isNull(outbox.doneAt), isNull(outbox.deadAt))

async function isOneRow(update: {
  returning(columns: { id: typeof outbox.id }): Promise<unknown[]>
}): Promise<boolean> {
  return (await update.returning({ id: outbox.id })).length === 1
}
