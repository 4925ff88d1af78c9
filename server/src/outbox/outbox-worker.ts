import type { Deps } from '../kernel/deps.ts'
import { claimJob, extendLease, type Job } from './outbox-queries.ts'
import { type JobHandlers, runJob } from './run-job.ts'

export type WorkerOptions = {
  /** Concurrent jobs in this instance; urgent jobs have additional slots. */
  slots: number
  /** Duration of a job's lease in milliseconds; a heartbeat at a third of it extends the lease. */
  leaseMs: number
  /** Polling interval of an idle slot, in milliseconds. */
  idleMs: number
  /** Called after a failure; resolves when the database is reachable. */
  waitForDatabase: () => Promise<void>
}

/** Maximum lease of an urgent job: another instance takes over the lock of a phone soon after a crash. */
const URGENT_LEASE_MS = 8_000

type WorkerDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'failPoints'>

export type OutboxWorker = {
  /** Makes idle slots poll now. */
  wake(): void
  /** When a slot last polled; compared with the clock by the readiness probe. */
  lastPolledAt(): Date
  /** Claims no further jobs, and waits for running ones. */
  stop(): Promise<void>
}

/** Starts the slots. Each claims one job, runs it to its end, and claims the next. */
export function startOutboxWorker(deps: WorkerDeps, handlers: JobHandlers, options: WorkerOptions): OutboxWorker {
  const stopping = new AbortController()
  let lastPoll = deps.clock.now()
  const sleepers = new Set<() => void>()

  const wake = () => {
    for (const wakeUp of [...sleepers]) wakeUp()
  }

  const sleep = () =>
    new Promise<void>((resolve) => {
      const wakeUp = () => {
        clearTimeout(timer)
        sleepers.delete(wakeUp)
        resolve()
      }
      const timer = setTimeout(wakeUp, options.idleMs)
      sleepers.add(wakeUp)
    })

  const urgentTopics = Object.keys(handlers).filter((topic) => handlers[topic]?.isUrgent === true)
  const leaseMs = (topics: readonly string[] | null) =>
    topics === null ? options.leaseMs : Math.min(options.leaseMs, URGENT_LEASE_MS)

  async function runNextJob(topics: readonly string[] | null): Promise<boolean> {
    lastPoll = deps.clock.now()
    const job = await claimJob(deps.db, deps.clock.now(), leaseMs(topics), topics ?? { except: urgentTopics })
    if (!job) return false
    deps.failPoints.hit('outbox.claimed')
    await withHeartBeat(deps, job, leaseMs(topics), () => runJob(deps, handlers, job, stopping.signal))
    return true
  }

  async function runSlot(topics: readonly string[] | null): Promise<void> {
    while (!stopping.signal.aborted) {
      const worked = await runNextJob(topics).catch((error: unknown) => {
        deps.log.error({ err: error }, 'outbox slot failed')
        return options.waitForDatabase().then(() => false)
      })
      if (!worked && !stopping.signal.aborted) await sleep()
    }
  }

  const slots = Array.from({ length: options.slots }, () => runSlot(null))
  // Slow calls may occupy all other slots; urgent jobs never wait for them.
  // One of them starts at the other end of the list: retries of the first topic do not delay the last one.
  if (urgentTopics.length > 0) slots.push(runSlot(urgentTopics), runSlot(urgentTopics.toReversed()))
  return {
    wake,
    lastPolledAt: () => lastPoll,
    async stop() {
      stopping.abort()
      wake()
      await Promise.all(slots)
    },
  }
}

async function withHeartBeat(deps: WorkerDeps, job: Job, leaseMs: number, run: () => Promise<void>): Promise<void> {
  const beat = setInterval(() => {
    extendLease(deps.db, job, leaseMs).catch((error: unknown) => deps.log.warn({ err: error }, 'heartbeat failed'))
  }, leaseMs / 3)
  try {
    await run()
  } finally {
    clearInterval(beat)
  }
}
