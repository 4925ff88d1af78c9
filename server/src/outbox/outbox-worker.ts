import type { Deps } from '../kernel/deps.ts'
import { claimJob, extendLease, type Job } from './outbox-queries.ts'
import { type JobHandlers, runJob } from './run-job.ts'

export type WorkerOptions = {
  /** Jobs at the same time in this instance. */
  slots: number
  /** Lease of a claim in milliseconds; kept alive by a heart-beat at a third of it. */
  leaseMs: number
  /** How long an idle slot waits before it looks again, in milliseconds. */
  idleMs: number
}

type WorkerDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'failPoints'>

export type OutboxWorker = {
  /** Something was just enqueued: look now. */
  wake(): void
  /** When a slot last looked for work; the readiness probe compares it with the clock. */
  lastLookAt(): Date
  /** Takes no new work, waits for what is running. */
  stop(): Promise<void>
}

/** Starts the slots. Each claims one row, runs it to its end, and claims the next. */
export function startOutboxWorker(deps: WorkerDeps, handlers: JobHandlers, options: WorkerOptions): OutboxWorker {
  const stopping = new AbortController()
  let lastLook = deps.clock.now()
  const sleepers = new Set<() => void>()

  const wake = () => {
    for (const rouse of [...sleepers]) rouse()
  }

  const sleep = () =>
    new Promise<void>((resolve) => {
      const rouse = () => {
        clearTimeout(timer)
        sleepers.delete(rouse)
        resolve()
      }
      const timer = setTimeout(rouse, options.idleMs)
      sleepers.add(rouse)
    })

  async function lookOnce(): Promise<boolean> {
    lastLook = deps.clock.now()
    const job = await claimJob(deps.db, deps.clock.now(), options.leaseMs)
    if (!job) return false
    deps.failPoints.hit('outbox.claimed')
    await withHeartBeat(deps, job, options.leaseMs, () => runJob(deps, handlers, job))
    return true
  }

  async function slot(): Promise<void> {
    while (!stopping.signal.aborted) {
      const worked = await lookOnce().catch((error: unknown) => {
        deps.log.error({ err: error }, 'outbox slot failed')
        return false
      })
      if (!worked && !stopping.signal.aborted) await sleep()
    }
  }

  const slots = Array.from({ length: options.slots }, slot)
  return {
    wake,
    lastLookAt: () => lastLook,
    async stop() {
      stopping.abort()
      wake()
      await Promise.all(slots)
    },
  }
}

async function withHeartBeat(deps: WorkerDeps, job: Job, leaseMs: number, run: () => Promise<void>): Promise<void> {
  const beat = setInterval(() => {
    extendLease(deps.db, job, leaseMs).catch((error: unknown) => deps.log.warn({ err: error }, 'heart-beat failed'))
  }, leaseMs / 3)
  try {
    await run()
  } finally {
    clearInterval(beat)
  }
}
