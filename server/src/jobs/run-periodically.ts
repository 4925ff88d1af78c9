import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

export type PeriodicJob = {
  /** Starts no further run, and waits until the running one has stopped between two steps. */
  stop(): Promise<void>
}

type Options = {
  name: string
  /**
   * Resolves with `soon` when the next run is to follow after `retryMs`, since work is left or another instance does it. A
   * long run checks the signal between two steps and stops there; it may throw the signal's reason.
   */
  run: (signal: AbortSignal) => Promise<unknown>
  /** Pause after a success, in milliseconds. */
  everyMs: number
  /** Pause after the first failure; doubles with each further failure, up to `everyMs`. */
  retryMs: number
  log: Log
  /** Called after a failure; resolves when the database is reachable. */
  waitForDatabase: () => Promise<void>
  /** For jobs that depend on the date: also runs when this clock, which a demo may move, has advanced by `everyMs`. */
  clock?: Clock
}

/** Interval at which the clock is polled. */
const CLOCK_POLL_MS = 2_000

/**
 * Runs a job immediately and then periodically, never concurrently with itself. Logs a failure and retries it with
 * backoff.
 */
export function runPeriodically({ name, run, everyMs, retryMs, log, waitForDatabase, clock }: Options): PeriodicJob {
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  const stopping = new AbortController()
  let running = Promise.resolve()

  async function runOnce(): Promise<void> {
    let isSoon = false
    try {
      isSoon = (await run(stopping.signal)) === 'soon'
      failures = 0
    } catch (error) {
      if (stopping.signal.aborted && error === stopping.signal.reason) return
      failures += 1
      log.warn({ err: error, job: name, failures }, 'job failed')
      await waitForDatabase()
    }
    if (stopping.signal.aborted) return
    const success = isSoon ? retryMs : everyMs
    const pause = failures === 0 ? success : Math.min(everyMs, retryMs * 2 ** (failures - 1))
    startAfter(pause, clock?.now().getTime() ?? 0)
  }
  /** Starts the next run after `left` milliseconds, or once the clock has advanced by `everyMs` since `since`. */
  function startAfter(left: number, since: number): void {
    const step = clock ? Math.min(left, CLOCK_POLL_MS) : left
    timer = setTimeout(() => {
      const hasMoved = clock !== undefined && clock.now().getTime() - since >= everyMs
      if (left <= step || hasMoved) start()
      else startAfter(left - step, since)
    }, step)
  }
  const start = () => {
    running = runOnce()
  }

  start()
  return {
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}
