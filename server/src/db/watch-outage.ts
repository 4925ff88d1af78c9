import type { Log } from '../ports/log.ts'
import { isDatabaseUnavailable } from './errors.ts'

const FIRST_PAUSE_MS = 250
/** Maximum time until a database that is back is used again. */
const LONGEST_PAUSE_MS = 4_000

type Options = { ping: () => Promise<void>; log: Log }

export type Outage = {
  /** A log that writes one line at the start of an outage, one at its end, and none for each failure in between. */
  log: Log
  /** For loops: resolves at once, or when the database responds again. One poll serves all of them. */
  waitForEnd(): Promise<void>
  /** Resolves all pending waits. */
  stop(): void
}

/** Detects an outage from logged errors, since every error is logged. */
export function watchOutage({ ping, log }: Options): Outage {
  let outageEnd: Promise<void> | null = null
  let isStopped = false
  let wakeUp = () => {}

  async function waitUntilReachable(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; !isStopped; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs)
        wakeUp = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      if (await isResponding(ping)) return
    }
  }
  function begin(err: unknown): void {
    if (outageEnd !== null || isStopped) return
    const since = performance.now()
    log.warn({ err }, 'the database is unreachable')
    outageEnd = waitUntilReachable().then(() => {
      outageEnd = null
      if (!isStopped)
        log.info({ seconds: Math.round(performance.now() - since) / 1000 }, 'the database is reachable again')
    })
  }
  const logWith =
    (level: keyof Log) =>
    (fields: Record<string, unknown>, message: string): void => {
      const { err, ...rest } = fields
      if (!isDatabaseUnavailable(err)) return log[level](fields, message)
      begin(err)
      // Keeps the request id for support; the cause is in the line about the outage.
      if ('requestId' in rest) log[level](rest, message)
    }
  return {
    log: { info: logWith('info'), warn: logWith('warn'), error: logWith('error') },
    waitForEnd: () => outageEnd ?? Promise.resolve(),
    stop() {
      isStopped = true
      wakeUp()
    },
  }
}

const isResponding = (ping: () => Promise<void>): Promise<boolean> =>
  ping().then(
    () => true,
    () => false,
  )
