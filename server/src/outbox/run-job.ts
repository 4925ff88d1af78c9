import type { Actor } from '@desk/shared/identity/actor'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../kernel/deps.ts'
import { classifyFailure, type Failure, nextDelayMs, RATE_WINDOW_MS } from './classify-failure.ts'
import { moveToDeadLetter, holdsLease, type Job, postpone, settleDone } from './outbox-queries.ts'

/** Writes what came of an effect; runs in the transaction that settles the outbox row. */
export type Conclusion = (tx: Tx) => Promise<unknown>

/**
 * Writes something in between, provided that the lease still stands. Not `isDurable`: a crash of the database may lose
 * it with the rest of the try, and the next try writes the same again. Never for what a call outside relies on.
 */
export type Checkpoint = (write: Conclusion, options?: { isDurable: boolean }) => Promise<void>

export type JobHandler = {
  /** Seconds count: a slot of the worker is kept for it, and its claim is short. */
  isUrgent?: boolean
  /**
   * While it fails it is tried again after this many milliseconds, for as long as it takes, instead of by the ladder.
   * Source: design 5, "for locks a constant".
   */
  retryEveryMs?: number
  /** Calls the outside, outside any transaction; tells what to write about it. Must survive being run twice. */
  handle(job: Job, checkpoint: Checkpoint): Promise<Conclusion>
  /** A try failed and another follows at `retryAt`. */
  onRetry?(tx: Tx, job: Job, failure: Failure, retryAt: Date): Promise<void>
  /** No further try: the row is a dead letter now. */
  onGiveUp?(tx: Tx, job: Job, failure: Failure): Promise<void>
  /** Ops ask for another round of tries: undoes what `onGiveUp` said, in the transaction that brings the row back. */
  requeue?(tx: Tx, job: Job, actor: Actor): Promise<void>
  /** Somebody did it without us. Looks whether it is so, and tells what to write; null: it is not so. */
  confirmByHand?(job: Job, actor: Actor): Promise<Conclusion | null>
  /** Whether WeCom shows it as done, asked without doing anything; null: that cannot be seen. */
  isDone?(job: Job): Promise<boolean | null>
}

export type JobHandlers = Readonly<Record<string, JobHandler>>

type RunDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'failPoints'>

/** Rolls a settlement back when the lease went to somebody else meanwhile. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
}

/** Runs one claimed job to its settlement: done, given back for later, or dead. Never throws for a handler's failure. */
export async function runJob(deps: RunDeps, handlers: JobHandlers, job: Job): Promise<void> {
  const handler = handlers[job.topic]
  try {
    if (!handler) throw new Error(`No handler for ${job.topic}`)
    const conclude = await handler.handle(job, checkpointOf(deps, job))
    await deps.db.transaction(async (tx) => {
      await conclude(tx)
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
  (write, { isDurable } = { isDurable: true }) =>
    deps.db.transaction(async (tx) => {
      if (!(await holdsLease(tx, job, isDurable))) throw new LeaseLostError()
      await write(tx)
    })

async function settleFailure(deps: RunDeps, handler: JobHandler | undefined, job: Job, error: unknown): Promise<void> {
  const failure = classifyFailure(error)
  const fields = { topic: job.topic, job: job.id, attempts: job.attempts, cause: failure.cause }
  if (failure.until === undefined)
    deps.log.warn(failure.cause === 'internal' ? { ...fields, err: error } : fields, 'outbox job failed')
  const now = deps.clock.now()
  const ladder = failure.action === 'wait' ? RATE_WINDOW_MS : nextDelayMs(job.attempts)
  const delay = handler?.retryEveryMs ?? ladder
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
    .catch((lost: unknown) => {
      if (!(lost instanceof LeaseLostError)) throw lost
    })
}
