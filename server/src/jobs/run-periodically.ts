import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

export type Repeating = { stop(): Promise<void> }

type Options = {
  name: string
  /** Answers `soon` when there was nothing to do yet, because somebody else is at it. */
  run: () => Promise<unknown>
  /** Pause after a success, in milliseconds. */
  everyMs: number
  /** Pause after the first failure; doubles with each further one, up to `everyMs`. */
  retryMs: number
  log: Log
  /** After a failure: resolves once the database answers, or at once if it does. */
  waitForDatabase: () => Promise<void>
  /** What hangs on the day: due by this clock too, which may be moved while the timer stands still. */
  clock?: Clock
}

/** How often a moved clock is looked for. */
const CLOCK_POLL_MS = 2_000

/** Runs at once and then again and again, never twice at a time. A failure is logged and tried again sooner. */
export function repeat({ name, run, everyMs, retryMs, log, waitForDatabase, clock }: Options): Repeating {
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let running = Promise.resolve()

  async function once(): Promise<void> {
    let isSoon = false
    try {
      isSoon = (await run()) === 'soon'
      failures = 0
    } catch (error) {
      failures += 1
      log.warn({ err: error, job: name, failures }, 'job failed')
      await waitForDatabase()
    }
    if (isStopped) return
    const success = isSoon ? retryMs : everyMs
    const pause = failures === 0 ? success : Math.min(everyMs, retryMs * 2 ** (failures - 1))
    waitFor(pause, clock?.now().getTime() ?? 0)
  }
  /** Whichever comes first: so much time, or that the clock says so. */
  function waitFor(left: number, since: number): void {
    const step = clock ? Math.min(left, CLOCK_POLL_MS) : left
    timer = setTimeout(() => {
      const hasMoved = clock !== undefined && clock.now().getTime() - since >= everyMs
      if (left <= step || hasMoved) start()
      else waitFor(left - step, since)
    }, step)
  }
  const start = () => {
    running = once()
  }

  start()
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
