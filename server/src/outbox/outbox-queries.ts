import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { outbox, settings } from '../db/schema/index.ts'
import { asyncCommit } from '../db/async-commit.ts'
import { outboxPause } from './outbox-pause.ts'
import { wakeWorker } from './wake-worker.ts'

export type OutboxRow = {
  topic: string
  payload: unknown
  /** At most one live row per key; a second one is dropped silently. */
  dedupeKey: string
  /** Rows of a group run one after the other. */
  groupKey: string
  runAt: Date
}

/** A claimed row. `fence` proves the claim: whoever holds an older one can no longer settle. */
export type Job = { id: number; topic: string; payload: unknown; attempts: number; fence: number }

/** Owes an effect, in the transaction of the change that owes it; the worker looks for it once that is committed. */
export async function enqueue(tx: Tx, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => ({ ...row, attempts: 0, fence: 0 }))
  await tx.insert(outbox).values(values).onConflictDoNothing()
  wakeWorker(tx)
}

/** Owes nothing of this group any more. Whoever is at one of its rows loses the claim, and with it what he would write. */
export async function cancelGroup(tx: Tx, groupKey: string): Promise<void> {
  await tx.delete(outbox).where(and(eq(outbox.groupKey, groupKey), isNull(outbox.doneAt), isNull(outbox.deadAt)))
}

/**
 * Claims the next due row that nobody holds and no earlier row of its group precedes, or null; null while paused.
 * `now` is business time; the lease, in milliseconds, runs on the database's clock. The earliest row of the group is asked
 * of a function that plans as if sorting were forbidden (migration 0024 says why). `id <=` means `id =` here, since no later
 * row can come out; but of `=` the planner believes that one row in all fulfils it, and reads the backlog to find that one.
 */
export async function claimJob(
  db: Database,
  now: Date,
  leaseMs: number,
  topics: Topics = { except: [] },
): Promise<Job | null> {
  const due = sql`(
    select id from ${outbox} as candidate
    where done_at is null and dead_at is null and run_at <= ${now.toISOString()}::timestamptz
      and ${isAmong(topics)}
      and not exists (select 1 from ${settings} where key = ${outboxPause.key} and value = 'true'::jsonb)
      and (leased_until is null or leased_until < clock_timestamp())
      and id <= outbox_first_in_group(group_key)
    order by run_at, id limit 1 for update skip locked)`
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
    })
  return row ?? null
}

/** Heart-beat. False: the lease was lost to another worker. */
export async function extendLease(db: Database, job: Job, leaseMs: number): Promise<boolean> {
  return isOneRow(
    db
      .update(outbox)
      .set({ leasedUntil: leaseEnd(leaseMs) })
      .where(and(stillHeld(job), asyncCommit)),
  )
}

/** Whether the claim still stands; locks the row until the transaction ends, so that nobody takes over meanwhile. */
export async function holdsLease(tx: Tx, job: Job, isDurable = true): Promise<boolean> {
  const held = isDurable ? stillHeld(job) : and(stillHeld(job), asyncCommit)
  const rows = await tx.select({ id: outbox.id }).from(outbox).where(held).for('update')
  return rows.length === 1
}

/** Marks the row done. False: the claim was lost, and the caller must roll back what it wrote beside this. */
export async function settleDone(tx: Tx, job: Job, at: Date): Promise<boolean> {
  return isOneRow(tx.update(outbox).set({ doneAt: at, leasedUntil: null }).where(stillHeld(job)))
}

export type Postponement = { runAt: Date; attempts: number; lastError: string }

/** Gives the row back for a later try. False as in `settleDone`. */
export async function postpone(tx: Tx, job: Job, later: Postponement): Promise<boolean> {
  return isOneRow(
    tx
      .update(outbox)
      .set({ ...later, leasedUntil: null })
      .where(stillHeld(job)),
  )
}

/** Moves the row to the dead letters. False as in `settleDone`. */
export async function moveToDeadLetter(tx: Tx, job: Job, at: Date, lastError: string): Promise<boolean> {
  const dead = { deadAt: at, leasedUntil: null, lastError, attempts: job.attempts + 1 }
  return isOneRow(tx.update(outbox).set(dead).where(stillHeld(job)))
}

/** Why a job is tried again that WeCom did not answer, or answered as busy; see `classifyFailure`. */
const unanswered: readonly string[] = ['timeout', 'dropped', '-1']

/** Whether something owed waits because WeCom does not answer. */
export async function hasUnansweredJobs(db: Database): Promise<boolean> {
  const [row] = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(isNull(outbox.doneAt), isNull(outbox.deadAt), inArray(outbox.lastError, [...unanswered])))
    .limit(1)
  return row !== undefined
}

/** These alone, or all but those. */
type Topics = readonly string[] | { except: readonly string[] }

function isAmong(topics: Topics) {
  const [names, isIn] = 'except' in topics ? [topics.except, sql`not in`] : [topics, sql`in`]
  return names.length === 0
    ? sql`true`
    : sql`candidate.topic ${isIn} (${sql.join(
        names.map((name) => sql`${name}`),
        sql`, `,
      )})`
}

const leaseEnd = (leaseMs: number) => sql`clock_timestamp() + make_interval(secs => ${leaseMs / 1000})`

const stillHeld = (job: Job) =>
  and(eq(outbox.id, job.id), eq(outbox.fence, job.fence), isNull(outbox.doneAt), isNull(outbox.deadAt))

async function isOneRow(update: {
  returning(columns: { id: typeof outbox.id }): Promise<unknown[]>
}): Promise<boolean> {
  return (await update.returning({ id: outbox.id })).length === 1
}
