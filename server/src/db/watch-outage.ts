import type { Log } from '../ports/log.ts'
import { isDatabaseAway } from './errors.ts'

const FIRST_PAUSE_MS = 250
/** A database that is back is used again after this at the latest. */
const LONGEST_PAUSE_MS = 4_000

type Options = { ping: () => Promise<void>; log: Log }

export type Outage = {
  /** Writes on: one line when the database goes, one when it is back, and none by each of those who miss it meanwhile. */
  log: Log
  /** For loops: resolves at once, or when the database answers again. One asks for all of them. */
  over(): Promise<void>
  /** Lets everybody go who waits. */
  stop(): void
}

/** Whoever meets an error writes it down, so that this is where an outage is noticed. */
export function watchOutage({ ping, log }: Options): Outage {
  let ending: Promise<void> | null = null
  let isStopped = false
  let rouse = () => {}

  async function untilAnswered(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; !isStopped; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs)
        rouse = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      if (await answers(ping)) return
    }
  }
  function begin(err: unknown): void {
    if (ending !== null || isStopped) return
    const since = performance.now()
    log.warn({ err }, 'the database is away')
    ending = untilAnswered().then(() => {
      ending = null
      if (!isStopped) log.info({ seconds: Math.round(performance.now() - since) / 1000 }, 'the database is back')
    })
  }
  const noting =
    (level: keyof Log) =>
    (fields: Record<string, unknown>, message: string): void => {
      const { err, ...rest } = fields
      if (!isDatabaseAway(err)) return log[level](fields, message)
      begin(err)
      // Somebody may name this request; what it failed of stands in the line about the outage.
      if ('requestId' in rest) log[level](rest, message)
    }
  return {
    log: { info: noting('info'), warn: noting('warn'), error: noting('error') },
    over: () => ending ?? Promise.resolve(),
    stop() {
      isStopped = true
      rouse()
    },
  }
}

const answers = (ping: () => Promise<void>): Promise<boolean> =>
  ping().then(
    () => true,
    () => false,
  )
