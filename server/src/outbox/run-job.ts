import type { Actor } from '@desk/shared/identity/actor'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../kernel/deps.ts'
import { classifyJobFailure, type Failure, nextDelayMs, RATE_WINDOW_MS } from './classify-failure.ts'
import { moveToDeadLetter, holdsLease, type Job, postpone, settleDone } from './outbox-queries.ts'

/** Writes the result of a job; runs in the transaction that settles the job. */
export type ResultWrites = (tx: Tx) => Promise<unknown>

/** Writes nothing, for a job whose result is not stored. */
export const noWrites: ResultWrites = async () => {}

/**
 * Writes an intermediate result if the lease is still valid. A result that an external call depends on must be durable.
 * Without `isDurable`, a crash of the database may lose it with the rest of the attempt, and the next attempt writes it
 * again.
 */
export type Checkpoint = (write: ResultWrites, options?: { isDurable: boolean }) => Promise<void>

export type JobHandler = {
  /** Urgent jobs have reserved slots and a short lease. */
  isUrgent?: boolean
  /**
   * Retries at this constant interval in milliseconds, without limit, instead of by the backoff. For lost-device cases and
   * closings of accounts.
   */
  retryEveryMs?: number
  /**
   * Performs external calls outside any transaction; returns the writes that record their result. Must be safe to run
   * twice. The signal is aborted when the server stops: a handler may end early if something else continues its work.
   */
  handle(job: Job, checkpoint: Checkpoint, signal?: AbortSignal): Promise<ResultWrites>
  /** Called when an attempt failed and another follows at `retryAt`. */
  onRetry?(tx: Tx, job: Job, failure: Failure, retryAt: Date): Promise<void>
  /** Called when no further attempt follows and the job is a dead letter. */
  onGiveUp?(tx: Tx, job: Job, failure: Failure): Promise<void>
  /** Called when ops retry a dead letter: reverts what `onGiveUp` wrote, in the same transaction. */
  requeue?(tx: Tx, job: Job, actor: Actor): Promise<void>
  /** Called when ops confirm that they did it manually. Verifies this and returns the writes; null: not done. */
  confirmManually?(job: Job, actor: Actor): Promise<ResultWrites | null>
  /** Returns whether WeCom shows the change as done, without changing anything; null: cannot be determined. */
  isDone?(job: Job): Promise<boolean | null>
}

export type JobHandlers = Readonly<Record<string, JobHandler>>

type RunDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'failPoints'>

/** Thrown to roll back a settlement when another worker has taken over the job. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
}

/**
 * Runs one claimed job until it is done, returned for later, or a dead letter. Never throws for a handler's failure.
 */
export async function runJob(deps: RunDeps, handlers: JobHandlers, job: Job, signal?: AbortSignal): Promise<void> {
  const handler = handlers[job.topic]
  try {
    if (!handler) throw new Error(`No handler for ${job.topic}`)
    const writeResult = await handler.handle(job, checkpointOf(deps, job), signal)
    await deps.db.transaction(async (tx) => {
      await writeResult(tx)
      if (!(await settleDone(tx, job, deps.clock.now()))) throw new LeaseLostError()
    })
    deps.failPoints.hit('outbox.settled')
  } catch (error) {
    if (error instanceof LeaseLostError) return
    await settleFailure(deps, handler, job, error)
  }
}

const checkpointOf =
  (deps: RunDeps, job: Job): Checkpoint =>
  (write, options = { isDurable: true }) =>
    deps.db.transaction(async (tx) => {
      if (!(await holdsLease(tx, job, options))) throw new LeaseLostError()
      await write(tx)
    })

async function settleFailure(deps: RunDeps, handler: JobHandler | undefined, job: Job, error: unknown): Promise<void> {
  const failure = classifyJobFailure(error)
  const fields = { topic: job.topic, job: job.id, attempts: job.attempts, cause: failure.cause }
  if (failure.until === undefined)
    deps.log.warn(failure.cause === 'internal' ? { ...fields, err: error } : fields, 'outbox job failed')
  const now = deps.clock.now()
  const backoff = failure.action === 'wait' ? RATE_WINDOW_MS : nextDelayMs(job.attempts)
  const delay = handler?.retryEveryMs ?? backoff
  await deps.db
    .transaction(async (tx) => {
      if (failure.action === 'give_up' || delay === null) {
        await handler?.onGiveUp?.(tx, job, failure)
        if (!(await moveToDeadLetter(tx, job, now, failure.cause))) throw new LeaseLostError()
        return
      }
      const next = new Date(now.getTime() + delay)
      const runAt = failure.until ?? next
      if (failure.until === undefined) await handler?.onRetry?.(tx, job, failure, runAt)
      const attempts = failure.action === 'wait' ? job.attempts : job.attempts + 1
      if (!(await postpone(tx, job, { runAt, attempts, lastError: failure.cause }))) throw new LeaseLostError()
    })
    .catch((cause: unknown) => {
      if (!(cause instanceof LeaseLostError)) throw cause
    })
}
