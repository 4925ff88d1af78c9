import type { Deps } from '../kernel/deps.ts'
import { claimJob, extendLease, type Job } from './outbox-queries.ts'
import { type JobHandlers, runJob } from './run-job.ts'

export type WorkerOptions = {
  /** Concurrent jobs in this instance; urgent jobs have additional slots. */
  slots: number
  /** Duration of a job's lease in milliseconds; a heartbeat at a third of it extends the lease. */
  leaseMs: number
  /** Interval in milliseconds at which one of the idle slots polls. */
  idleMs: number
  /** Called after a failure; resolves when the database is reachable. */
  waitForDatabase: () => Promise<void>
}

/** Maximum lease of an urgent job: another instance takes over the lock of a phone soon after a crash. */
const URGENT_LEASE_MS = 8_000

type WorkerDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'failPoints'>

export type OutboxWorker = {
  /** Makes an idle slot poll now, and another one for urgent jobs. */
  wake(): void
  /** When any slot last polled; compared with the clock by the readiness probe. */
  lastPolledAt(): Date
  /** Claims no further jobs, and waits for running ones. */
  stop(): Promise<void>
}

/**
 * Slots for the same jobs while they wait. One of them is woken at a time, and wakes the next when it found a job: an idle server
 * polls once instead of once for each slot, and a job costs one claim in vain.
 */
function slotsAtRest(idleMs: number) {
  const sleepers: (() => void)[] = []
  let isMissed = false
  const wakeNext = () => {
    const wakeUp = sleepers.shift()
    // A slot that polls right now may have looked before the job was there: it looks again before it sleeps.
    if (wakeUp) wakeUp()
    else isMissed = true
  }
  const timer = setInterval(wakeNext, idleMs)
  return {
    wakeNext,
    async sleep() {
      if (!isMissed) await new Promise<void>((resolve) => sleepers.push(resolve))
      isMissed = false
    },
    end() {
      clearInterval(timer)
      for (const wakeUp of sleepers.splice(0)) wakeUp()
    },
  }
}

type SlotsAtRest = ReturnType<typeof slotsAtRest>

/** Starts the slots. Each claims one job, runs it to its end, and claims the next. */
export function startOutboxWorker(deps: WorkerDeps, handlers: JobHandlers, options: WorkerOptions): OutboxWorker {
  const stopping = new AbortController()
  let lastPoll = deps.clock.now()
  const urgentTopics = Object.keys(handlers).filter((topic) => handlers[topic]?.isUrgent === true)
  const usual = slotsAtRest(options.idleMs)
  const urgent = slotsAtRest(options.idleMs)

  async function runNextJob(rest: SlotsAtRest, topics: readonly string[] | null): Promise<boolean> {
    lastPoll = deps.clock.now()
    const leaseMs = topics === null ? options.leaseMs : Math.min(options.leaseMs, URGENT_LEASE_MS)
    const job = await claimJob(deps.db, deps.clock.now(), leaseMs, topics ?? { except: urgentTopics })
    if (!job) return false
    rest.wakeNext()
    deps.failPoints.hit('outbox.claimed')
    await withHeartBeat(deps, job, leaseMs, () => runJob(deps, handlers, job, stopping.signal))
    return true
  }

  async function runSlot(rest: SlotsAtRest, topics: readonly string[] | null): Promise<void> {
    while (!stopping.signal.aborted) {
      const worked = await runNextJob(rest, topics).catch((error: unknown) => {
        deps.log.error({ err: error }, 'outbox slot failed')
        return options.waitForDatabase().then(() => false)
      })
      if (!worked && !stopping.signal.aborted) await rest.sleep()
    }
  }

  const slots = Array.from({ length: options.slots }, () => runSlot(usual, null))
  // Slow calls may occupy all other slots; urgent jobs never wait for them.
  // One of them starts at the other end of the list: retries of the first topic do not delay the last one.
  if (urgentTopics.length > 0) slots.push(runSlot(urgent, urgentTopics), runSlot(urgent, urgentTopics.toReversed()))
  return {
    wake() {
      usual.wakeNext()
      urgent.wakeNext()
    },
    lastPolledAt: () => lastPoll,
    async stop() {
      stopping.abort()
      usual.end()
      urgent.end()
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
